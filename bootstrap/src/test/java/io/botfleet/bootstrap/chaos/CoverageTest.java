package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.MAY_WRITE;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.READS;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.platform.Deed;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final BoundaryRecord RECORD = new BoundaryRecord(
            Map.of(
                    "Commands.save after",
                    WRITES,
                    "Bots.pause before",
                    MAY_WRITE,
                    "Commands.find before",
                    READS,
                    "Inbox.halt after",
                    WRITES),
            Map.of("Commands.save after", 1L, "Commands.find before", 1L),
            List.of());

    private final CrashTable ends = new CrashTable();
    private final CrashTable sleeps = new CrashTable();
    private final Coverage coverage = new Coverage(ends, sleeps);

    @Test
    void owesAnEndAndASleepAtWhateverWritesOrMayWhetherItWasReachedOrNot() {
        know();

        assertThat(coverage.owed()).isEqualTo(4);
        assertThat(left())
                .containsExactlyInAnyOrder(
                        "END Commands.save after",
                        "SLEEP Commands.save after",
                        "END Bots.pause before",
                        "SLEEP Bots.pause before");
        assertThat(coverage.isPaid()).isFalse();
    }

    @Test
    void isPaidOnceEachHadBothItsTurns() {
        know();
        ends.came("Commands.save after");
        ends.came("Bots.pause before");
        sleeps.came("Commands.save after");
        assertThat(left()).containsExactly("SLEEP Bots.pause before");
        assertThat(coverage.isPaid()).isFalse();

        sleeps.came("Bots.pause before");

        assertThat(left()).isEmpty();
        assertThat(coverage.isPaid()).isTrue();
    }

    @Test
    void isNotPaidWhileNothingIsKnown() {
        assertThat(coverage.left()).isEmpty();
        assertThat(coverage.isPaid()).isFalse();
    }

    @Test
    void aimsAtWhatIsNotWaitedForAsWell() {
        know();

        assertThat(coverage.aims(EnumSet.allOf(Deed.class), Set.of()))
                .extracting(Aims.Aim::toString)
                .containsExactly(
                        "SLEEP Bots.pause before 1",
                        "SLEEP Commands.save after 1",
                        "SLEEP Inbox.halt after 1",
                        "END Bots.pause before 1",
                        "END Commands.save after 1",
                        "END Inbox.halt after 1");
    }

    @Test
    void aimsAtNoSleepWhereNobodyMayOrSomebodySleepsThereAlready() {
        know();

        assertThat(coverage.aims(EnumSet.of(Deed.END), Set.of()))
                .extracting(Aims.Aim::deed)
                .containsOnly(Deed.END);
        assertThat(coverage.aims(EnumSet.allOf(Deed.class), Set.of("Commands.save after")))
                .extracting(Aims.Aim::toString)
                .contains("END Commands.save after 1")
                .doesNotContain("SLEEP Commands.save after 1");
    }

    @Test
    void tellsWhatWasReachedAlthoughItNeedNot() {
        know();
        assertThat(coverage.surprises()).isEmpty();

        ends.came("Inbox.halt after");

        assertThat(coverage.surprises()).containsExactly("Inbox.halt after");
    }

    private void know() {
        ends.know(RECORD);
        sleeps.know(RECORD);
    }

    private List<String> left() {
        return coverage.left().stream()
                .map(aim -> aim.deed() + " " + aim.boundary())
                .toList();
    }
}
