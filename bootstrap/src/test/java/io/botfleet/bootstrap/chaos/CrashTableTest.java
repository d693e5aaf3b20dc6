package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrashTableTest {
    private final CrashTable table = new CrashTable();

    @Test
    void countsAKillAsRecoveredOnceAnAuditFoundNothing() {
        table.came("Commands.save after");
        assertThat(table.row("Commands.save after").outcome()).isEqualTo("1 not audited");

        table.audited(true);
        table.came("Commands.save after");
        table.audited(true);

        assertThat(table.row("Commands.save after").outcome()).isEqualTo("2 recovered");
    }

    @Test
    void suspectsEveryKillSinceTheLastGoodAudit() {
        table.came("Inbox.extend after");
        table.audited(true);
        table.came("Inbox.extend after");
        table.came("anvil while the platform runs");

        table.audited(false);

        assertThat(table.row("Inbox.extend after").outcome()).isEqualTo("1 recovered, 1 VIOLATED");
        assertThat(table.row("anvil while the platform runs").outcome()).isEqualTo("1 VIOLATED");
    }

    @Test
    void showsWhatWasNeverReachedAndWhatHadNoTurn() {
        table.know(new BoundaryRecord(
                Map.of("Inbox.halt before", WRITES, "Inbox.sight before", WRITES),
                Map.of("Inbox.sight before", 1L),
                List.of()));

        assertThat(table.row("Inbox.halt before").outcome()).isEqualTo("not reached");
        assertThat(table.row("Inbox.sight before").outcome()).isEqualTo("no turn");
    }

    @Test
    void isAuditedWhereNothingHappenedSince() {
        assertThat(table.isAudited()).isTrue();
        table.came("Inbox.halt before");
        assertThat(table.isAudited()).isFalse();
        table.audited(true);
        assertThat(table.isAudited()).isTrue();
        assertThat(table.faults()).isEqualTo(1);
    }
}
