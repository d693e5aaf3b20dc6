package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class BoundaryOrderTest {
    @TempDir
    private Path folder;

    private Path file;
    private BoundaryOrder order;

    @BeforeEach
    void begin() {
        file = folder.resolve("order");
        order = new BoundaryOrder(file);
    }

    @Test
    void endsNobodyWithoutAnOrder() {
        assertThat(order.taken("Commands.save before")).isEmpty();
    }

    @Test
    void countsFromTheMomentOfTheOrder() throws IOException {
        write("order 1", "END Commands.save before 2");
        assertThat(order.taken("Commands.save before")).isEmpty();
        write("order 2", "END Commands.save before 2");

        assertThat(order.taken("Commands.save before")).isEmpty();
        assertThat(order.taken("Commands.save after")).isEmpty();
        assertThat(order.taken("Commands.save before"))
                .contains(new BoundaryOrder.Taken(Deed.END, "Commands.save before 2"));
    }

    @Test
    void asksOneProcessOnly() throws IOException {
        write("order 1", "END Commands.save before 1", "SLEEP Inbox.extend after 1");
        BoundaryOrder another = new BoundaryOrder(file);

        assertThat(order.taken("Inbox.extend after"))
                .contains(new BoundaryOrder.Taken(Deed.SLEEP, "Inbox.extend after 1"));
        assertThat(another.taken("Commands.save before")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void goesByTheFirstOfTwoLinesForOneCall() throws IOException {
        write("order 1", "SLEEP Commands.save before 1", "END Commands.save before 1");

        assertThat(order.taken("Commands.save before"))
                .contains(new BoundaryOrder.Taken(Deed.SLEEP, "Commands.save before 1"));
    }

    private void write(String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }
}
