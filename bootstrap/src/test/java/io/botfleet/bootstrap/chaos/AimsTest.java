package io.botfleet.bootstrap.chaos;

import static io.botfleet.bootstrap.chaos.CrashTable.Place.MAY_WRITE;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.READS;
import static io.botfleet.bootstrap.chaos.CrashTable.Place.WRITES;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.platform.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AimsTest {
    private static final BoundaryRecord RECORD = new BoundaryRecord(
            Map.of(
                    "SettlementLedger.send after",
                    WRITES,
                    "GitOpsRepository.apply before",
                    WRITES,
                    "Commands.save after",
                    WRITES,
                    "Newer.forget before",
                    WRITES,
                    "Envelopes.open before",
                    MAY_WRITE,
                    "Commands.find before",
                    READS,
                    "Inbox.halt after",
                    WRITES),
            Map.of(
                    "SettlementLedger.send after",
                    1L,
                    "GitOpsRepository.apply before",
                    8L,
                    "Commands.save after",
                    4096L,
                    "Newer.forget before",
                    2L,
                    "Envelopes.open before",
                    2L,
                    "Commands.find before",
                    2L),
            List.of());

    private final CrashTable table = new CrashTable();
    private final Aims aims = new Aims(1);

    AimsTest() {
        table.know(RECORD);
    }

    @Test
    void takesWhatIsDearestFirstAndLeavesOutNoPortThatItDoesNotKnow() {
        assertThat(kill())
                .containsExactly(
                        List.of("GitOpsRepository.apply before", "SettlementLedger.send after"),
                        List.of("Commands.save after"),
                        List.of("Newer.forget before"),
                        List.of("Envelopes.open before"),
                        List.of("Commands.find before"));
    }

    @Test
    void doesNotLetWhatWasNeverReachedWaitForItsTurn() {
        assertThat(boundaries())
                .containsExactlyInAnyOrder(
                        "GitOpsRepository.apply before", "SettlementLedger.send after", "Inbox.halt after");
        assertThat(aims.unseen(RECORD, table)).containsExactly(new Aims.Aim(Deed.END, "Inbox.halt after", 1));
        table.came("GitOpsRepository.apply before");
        table.came("SettlementLedger.send after");

        assertThat(boundaries()).containsExactlyInAnyOrder("Commands.save after", "Inbox.halt after");
        table.came("Commands.save after");
        assertThat(boundaries()).containsExactlyInAnyOrder("Newer.forget before", "Inbox.halt after");
    }

    @Test
    void beginsAnewOnceEverythingHadItsTurn() {
        RECORD.calls().keySet().forEach(table::came);

        assertThat(boundaries())
                .containsExactlyInAnyOrder(
                        "GitOpsRepository.apply before", "SettlementLedger.send after", "Inbox.halt after");
    }

    @Test
    void isNotHeldUpByWhatDoesNotComeAgain() {
        table.came("GitOpsRepository.apply before");
        table.missed("SettlementLedger.send after");
        assertThat(boundaries()).containsExactlyInAnyOrder("SettlementLedger.send after", "Inbox.halt after");
        table.missed("SettlementLedger.send after");

        assertThat(boundaries()).contains("SettlementLedger.send after", "Commands.save after");
    }

    @Test
    void letsTheSeedDecideWhichCallItIsAndTakesTheFirstWhereThatDidNotCome() {
        List<Long> calls = LongStream.range(1, 60)
                .mapToObj(seed -> new Aims(seed).next(RECORD, table).getFirst().call())
                .toList();
        assertThat(calls).contains(1L, 2L, 3L).allSatisfy(call -> assertThat(call)
                .isBetween(1L, 4L));

        RECORD.calls().keySet().forEach(table::missed);
        for (long seed = 1; seed < 60; seed++) {
            assertThat(new Aims(seed).next(RECORD, table).getFirst().call()).isEqualTo(1);
        }
    }

    @Test
    void aimsAtWhateverWritesWhereNothingWasCalledYet() {
        assertThat(aims.next(new BoundaryRecord(RECORD.places(), Map.of(), List.of()), table))
                .extracting(Aims.Aim::boundary)
                .containsExactlyInAnyOrder(
                        "GitOpsRepository.apply before",
                        "SettlementLedger.send after",
                        "Commands.save after",
                        "Newer.forget before",
                        "Inbox.halt after");
    }

    @Test
    void letsOthersHaveTheirTurnWhereTheDearestDoNotComeInAWhile() {
        List<String> soon =
                aims.next(RECORD, table, 1).stream().map(Aims.Aim::boundary).toList();
        List<String> later =
                aims.next(RECORD, table, 2).stream().map(Aims.Aim::boundary).toList();

        assertThat(soon).contains("SettlementLedger.send after", "Commands.save after", "Newer.forget before");
        assertThat(soon).doesNotContain("Commands.find before");
        assertThat(later).containsExactlyInAnyOrderElementsOf(RECORD.places().keySet());
    }

    @Test
    void aimsAtNothingWhereNothingIsKnown() {
        assertThat(aims.next(new BoundaryRecord(Map.of(), Map.of(), List.of()), table))
                .isEmpty();
    }

    /** What is aimed at, turn by turn, without what no turn ever reaches. */
    private List<List<String>> kill() {
        List<List<String>> turns = new ArrayList<>();
        for (int turn = 0; turn < 5; turn++) {
            List<String> reached = boundaries().stream()
                    .filter(RECORD.calls()::containsKey)
                    .sorted()
                    .toList();
            reached.forEach(table::came);
            turns.add(reached);
        }
        return turns;
    }

    private List<String> boundaries() {
        return aims.next(RECORD, table).stream().map(Aims.Aim::boundary).toList();
    }
}
