package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.MAY_WRITE;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.READS;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.platform.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrashReportTest {
    private static final BoundaryRecord RECORD = new BoundaryRecord(
            Map.of(
                    "Commands.save before",
                    WRITES,
                    "Commands.save after",
                    WRITES,
                    "Inbox.halt before",
                    WRITES,
                    "Bots.pause before",
                    MAY_WRITE,
                    "Commands.find before",
                    READS,
                    "Commands.lane before",
                    READS),
            Map.of("Commands.save before", 4L, "Commands.save after", 4L, "Commands.find before", 4L),
            List.of());

    private final CrashTable table = new CrashTable();

    @BeforeEach
    void kill() {
        table.know(RECORD);
        table.came("Commands.save before");
        table.came("Commands.find before");
        table.came("SIGSTOP of anvil for seconds");
        table.audited(true);
    }

    @Test
    void tellsPeopleALineForEachCallAndEachKindOfFault() {
        assertThat(told().stream().map(Event::words).filter(words -> !words.isEmpty()))
                .map(words -> words.strip().replaceAll(" +", " "))
                .containsExactly(
                        """
                        Killed at 1 of 3 boundaries of calls that write (2 reached):
                         before after
                         Commands.save 1 recovered no turn
                         Inbox.halt not reached""",
                        "Killed at 0 of 1 boundaries of calls that may write (0 reached).",
                        "Killed at 1 of 2 boundaries of calls that only read (1 reached).",
                        """
                        Other faults, 1 kinds:
                         SIGSTOP of anvil for seconds 1 recovered""");
    }

    @Test
    void tellsProgramsEveryRow() {
        assertThat(told())
                .extracting(Event::json)
                .contains(
                        "{\"event\":\"place\",\"place\":\"WRITES\",\"killed\":1,\"reached\":2,\"boundaries\":3}",
                        "{\"event\":\"row\",\"place\":\"WRITES\",\"where\":\"Commands.save before\",\"reached\":true,"
                                + "\"killed\":1,\"recovered\":1,\"violated\":0,\"missed\":0}")
                .hasSize(4 + 7);
    }

    @Test
    void namesAViolationAlsoAtACallThatOnlyReads() {
        table.came("Commands.lane before");
        table.audited(false);

        assertThat(told().stream().map(Event::words).filter(words -> words.contains("only read")))
                .singleElement()
                .asString()
                .contains("Commands.lane before", "1 VIOLATED")
                .doesNotContain("Commands.find");
    }

    @Test
    void tellsWhereProcessesSleptAndWhatCameOfIt() {
        CrashTable sleeps = new CrashTable();
        sleeps.know(RECORD);
        sleeps.came("Commands.save after");
        sleeps.audited(true);
        List<Event> told = new ArrayList<>();

        CrashReport.tellSleeps(sleeps, told::add);

        assertThat(told.getFirst().words().strip().replaceAll(" +", " ")).isEqualTo("""
                Slept for 35 to 45 s at 1 of 3 boundaries of calls that write:
                 before after
                 Commands.save no turn 1 recovered
                 Inbox.halt not reached""");
        assertThat(told)
                .extracting(Event::json)
                .contains("{\"event\":\"sleep\",\"place\":\"WRITES\",\"where\":\"Commands.save after\",\"slept\":1,"
                        + "\"recovered\":1,\"violated\":0}");
    }

    @Test
    void namesWhatIsLeftAndWhatIsNotWaitedFor() {
        CrashTable sleeps = new CrashTable();
        sleeps.know(RECORD);
        Coverage coverage = new Coverage(table, sleeps);

        Event left = CrashReport.coverage(coverage);

        assertThat(left.words())
                .contains("5 of 6 turns are left:", "Inbox.halt", "a chain that takes back what was final")
                .containsPattern("Commands.save +sleep after, sleep before, end after")
                .containsPattern("Bots.pause +sleep before, end before");
        assertThat(left.json())
                .contains("\"turns\":6", "\"END Commands.save after\"", "\"notWaitedFor\":[")
                .doesNotContain("END Commands.save before", "END Inbox.halt");

        coverage.left().forEach(aim -> (aim.deed() == Deed.END ? table : sleeps).came(aim.boundary()));
        assertThat(CrashReport.coverage(coverage).words())
                .contains("Every boundary of calls that write, or may, had its turns: 6.")
                .doesNotContain("left");
    }

    private List<Event> told() {
        List<Event> told = new ArrayList<>();
        CrashReport.tell(table, told::add);
        return told;
    }
}
