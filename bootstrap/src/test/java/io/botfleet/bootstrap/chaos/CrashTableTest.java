package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.READS;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.console.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrashTableTest {
    private final CrashTable table = new CrashTable();

    @Test
    void countsAKillAsRecoveredOnceAnAuditFoundNothing() {
        table.killed("Commands.save after");
        assertThat(table.row("Commands.save after").outcome()).isEqualTo("1 not audited");

        table.audited(true);
        table.killed("Commands.save after");
        table.audited(true);

        assertThat(table.row("Commands.save after").outcome()).isEqualTo("2 recovered");
    }

    @Test
    void suspectsEveryKillSinceTheLastGoodAudit() {
        table.killed("Inbox.extend after");
        table.audited(true);
        table.killed("Inbox.extend after");
        table.killed("anvil while the platform runs");

        table.audited(false);

        assertThat(table.row("Inbox.extend after").outcome()).isEqualTo("1 recovered, 1 VIOLATED");
        assertThat(table.row("anvil while the platform runs").outcome()).isEqualTo("1 VIOLATED");
    }

    @Test
    void showsWhatWasNeverReached() {
        table.know(new BoundaryRecord(
                Map.of("Inbox.halt before", WRITES, "Inbox.rewind before", WRITES, "Inbox.sight before", WRITES),
                Map.of("Inbox.rewind before", 1L, "Inbox.sight before", 1L),
                0));
        table.missed("Inbox.rewind before");

        assertThat(table.row("Inbox.halt before").outcome()).isEqualTo("never reached");
        assertThat(table.row("Inbox.rewind before").outcome()).isEqualTo("missed in 1");
        assertThat(table.row("Inbox.sight before").outcome()).isEqualTo("had no turn");
    }

    @Test
    void tellsEveryRowPlaceByPlace() {
        BoundaryRecord record = new BoundaryRecord(
                Map.of(
                        "Commands.save before",
                        WRITES,
                        "Inbox.halt before",
                        WRITES,
                        "Commands.find before",
                        READS,
                        "Commands.lane before",
                        READS),
                Map.of("Commands.save before", 4L, "Commands.find before", 4L),
                0);
        table.know(record);
        table.killed("Commands.save before");
        table.killed("Commands.find before");
        table.killed("the platform");
        table.audited(true);
        table.know(record);
        List<Event> told = new ArrayList<>();

        table.tell(told::add);

        assertThat(told)
                .extracting(Event::words)
                .map(String::strip)
                .containsExactly(
                        "Killed at calls that write: 1 of 1 that were reached, of 2",
                        CrashTable.event(table.row("Commands.save before"))
                                .words()
                                .strip(),
                        CrashTable.event(table.row("Inbox.halt before")).words().strip(),
                        "Killed at calls that may write: 0 of 0 that were reached, of 0",
                        "Killed at calls that only read: 1 of 1 that were reached, of 2",
                        CrashTable.event(table.row("Commands.find before"))
                                .words()
                                .strip(),
                        "Killed at random moments:",
                        CrashTable.event(table.row("the platform")).words().strip());
        assertThat(CrashTable.event(table.row("Commands.save before")).json())
                .isEqualTo(
                        "{\"event\":\"row\",\"place\":\"WRITES\",\"where\":\"Commands.save before\",\"reached\":true,\"killed\":1,"
                                + "\"recovered\":1,\"violated\":0,\"missed\":0}");
    }
}
