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
class EndOrderTest {
    @TempDir
    private Path folder;

    private Path file;
    private EndOrder order;

    @BeforeEach
    void begin() {
        file = folder.resolve("order");
        order = new EndOrder(file);
    }

    @Test
    void endsNobodyWithoutAnOrder() {
        assertThat(order.taken("Commands.save before")).isEmpty();
    }

    @Test
    void countsFromTheMomentOfTheOrder() throws IOException {
        write("order 1", "Commands.save before 2");
        assertThat(order.taken("Commands.save before")).isEmpty();
        write("order 2", "Commands.save before 2");

        assertThat(order.taken("Commands.save before")).isEmpty();
        assertThat(order.taken("Commands.save after")).isEmpty();
        assertThat(order.taken("Commands.save before")).contains("Commands.save before 2");
    }

    @Test
    void endsOneProcessOnly() throws IOException {
        write("order 1", "Commands.save before 1", "Inbox.extend after 1");
        EndOrder another = new EndOrder(file);

        assertThat(order.taken("Inbox.extend after")).contains("Inbox.extend after 1");
        assertThat(another.taken("Commands.save before")).isEmpty();
        assertThat(file).doesNotExist();
    }

    private void write(String... lines) throws IOException {
        Files.write(file, List.of(lines));
    }
}
