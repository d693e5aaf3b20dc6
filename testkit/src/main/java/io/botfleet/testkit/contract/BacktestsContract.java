package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.backtest.Outcome.End;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Backtests} keeps to. */
public abstract class BacktestsContract extends StoreContract {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    private static final Set<Stage> APPROVED = EnumSet.of(Stage.APPROVING, Stage.APPROVED);
    private static final Set<Stage> OVER =
            EnumSet.of(Stage.REFUNDING, Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED);

    @Test
    void knowsNothingAtFirst() {
        assertThat(stores().backtests().of(Samples.id(1))).isEmpty();
        assertThat(stores().backtests().running(10)).isEmpty();
        assertThat(stores().backtests().list(Optional.of(Samples.client(1)), Optional.empty(), 10))
                .isEmpty();
        assertThat(stores().backtests().open(Samples.client(1), AFTER_ALL, 9)).isZero();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void keepsAnOutcomeWithAllThatIsKnownOfIt(End end) {
        receive(Samples.submission(1, 1));
        backtestAt(Samples.id(1), Stage.APPROVED);
        Outcome outcome = outcome(1, end);

        assertThat(stores().backtests().finish(outcome)).isTrue();

        assertThat(stores().backtests().of(Samples.id(1))).contains(outcome);
        assertThat(stores().reopened().backtests().of(Samples.id(1))).contains(outcome);
        assertThat(stores().backtests().of(Samples.id(2))).isEmpty();
    }

    @Test
    void keepsAReportOfTheLargestSize() {
        receive(Samples.submission(1, 1));
        backtestAt(Samples.id(1), Stage.APPROVED);
        byte[] content = new byte[Outcome.LARGEST_REPORT];
        for (int each = 0; each < content.length; each++) {
            content[each] = (byte) each;
        }
        Outcome outcome = Outcome.succeeded(Samples.id(1), Samples.client(1), Bytes.of(content), Samples.GENESIS);

        stores().backtests().finish(outcome);

        assertThat(stores().backtests().of(Samples.id(1))).contains(outcome);
    }

    @Test
    void keepsTheFirstOutcomeAlone() {
        receive(Samples.submission(1, 1));
        backtestAt(Samples.id(1), Stage.APPROVED);
        Outcome first = outcome(1, End.LOST);
        stores().backtests().finish(first);

        assertThat(stores().backtests().finish(outcome(1, End.SUCCEEDED))).isFalse();
        assertThat(stores().backtests().finish(first)).isFalse();

        assertThat(stores().backtests().of(Samples.id(1))).contains(first);
    }

    @Test
    void letsOneOfManyFinishAtOnce() throws Exception {
        receive(Samples.submission(1, 1));
        backtestAt(Samples.id(1), Stage.APPROVED);
        int many = 6;
        CyclicBarrier together = new CyclicBarrier(many);

        List<Boolean> finished = atOnce(many, () -> {
            together.await();
            return stores().backtests().finish(outcome(1, End.SUCCEEDED));
        });

        assertThat(finished).containsOnlyOnce(true);
        assertThat(stores().backtests().of(Samples.id(1))).contains(outcome(1, End.SUCCEEDED));
    }

    @Test
    void keepsNothingOfWhatIsNoBacktestOfTheClient() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 2));
        at(Samples.id(1), Stage.APPROVED);
        backtestAt(Samples.id(3), Stage.APPROVED);

        for (long id = 1; id <= 4; id++) {
            assertThat(stores().backtests().finish(outcome(id, End.LOST)))
                    .as("command %s: a start, a sealed one, another client's, none", id)
                    .isFalse();
            assertThat(stores().backtests().of(Samples.id(id))).isEmpty();
        }
        assertThat(stores().backtests().running(10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void runsWhatIsApprovedUntilSomethingCameOfIt(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 2));
        backtestAt(Samples.id(1), stage);
        at(Samples.id(2), stage);
        Command backtest = find(1);

        assertThat(stores().backtests().running(10))
                .isEqualTo(APPROVED.contains(stage) ? List.of(backtest) : List.of());
        stores().backtests().finish(outcome(1, End.FAILED));
        assertThat(stores().backtests().running(10)).isEmpty();
    }

    @Test
    void runsTheOldestFirstAndNoMoreThanAsked() {
        receive(Samples.submission(1, 3), Samples.submission(2, 2), Samples.submission(3, 1), Samples.submission(4, 1));
        for (long id = 4; id >= 1; id--) {
            backtestAt(Samples.id(id), id % 2 == 0 ? Stage.APPROVING : Stage.APPROVED);
        }
        stores().backtests()
                .finish(new Outcome(
                        Samples.id(2),
                        Samples.client(2),
                        End.LOST,
                        Optional.of("gone"),
                        Optional.empty(),
                        Samples.GENESIS));

        assertThat(ids(stores().backtests().running(10))).containsExactly(1L, 3L, 4L);
        assertThat(ids(stores().backtests().running(2))).containsExactly(1L, 3L);
    }

    /** As the settlement of what has ended, and a reorganisation that takes it back, save it again. */
    @Test
    void staysFinishedWhateverBecomesOfTheCommand() {
        receive(Samples.submission(1, 1));
        backtestAt(Samples.id(1), Stage.CONFIRMED);
        stores().backtests().finish(outcome(1, End.SUCCEEDED));

        backtestAt(Samples.id(1), Stage.APPROVING);
        backtestAt(Samples.id(1), Stage.APPROVED);
        stores().inbox().rewind(fence(Role.CHAIN_READER), Samples.cursor(1));

        assertThat(find(1).stage()).isEqualTo(Stage.APPROVING);
        assertThat(stores().backtests().running(10)).isEmpty();
        assertThat(stores().backtests().open(Samples.client(1), AFTER_ALL, 9)).isZero();
        assertThat(stores().backtests().of(Samples.id(1))).contains(outcome(1, End.SUCCEEDED));
    }

    @Test
    void listsAClientsBacktestsTheNewestFirst() {
        for (int id = 1; id <= 7; id++) {
            receive(Samples.submission(id, id == 3 ? 2 : 1));
        }
        backtestAt(Samples.id(1), Stage.ROLLED_BACK);
        at(Samples.id(2), Stage.APPROVED);
        backtestAt(Samples.id(3), Stage.APPROVED);
        backtestAt(Samples.id(4), Stage.APPROVED);
        backtestAt(Samples.id(5), Stage.QUEUED);
        backtestAt(Samples.id(6), Stage.ORPHANED);
        stores().backtests().finish(outcome(4, End.SUCCEEDED));

        assertThat(page(Optional.empty(), 10)).containsExactly(find(6), find(5), find(4), find(1));
        assertThat(page(Optional.empty(), 3)).containsExactly(find(6), find(5), find(4));
        assertThat(page(Optional.of(Samples.id(4)), 10)).containsExactly(find(1));
        assertThat(page(Optional.of(Samples.id(1)), 10)).isEmpty();
    }

    @Test
    void listsAllClientsBacktestsTheNewestFirst() {
        receive(Samples.submission(1, 2), Samples.submission(2, 1), Samples.submission(3, 1));
        backtestAt(Samples.id(1), Stage.APPROVED);
        backtestAt(Samples.id(2), Stage.QUEUED);
        at(Samples.id(3), Stage.QUEUED);

        assertThat(stores().backtests().list(Optional.empty(), Optional.empty(), 10))
                .containsExactly(find(2), find(1));
        assertThat(stores().backtests().list(Optional.empty(), Optional.of(Samples.id(2)), 10))
                .containsExactly(find(1));
    }

    /** So that of many that wait the first has its turn, and no two look at each other. */
    @Test
    void countsOnlyWhatCameBefore() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1));
        for (long id = 1; id <= 3; id++) {
            backtestAt(Samples.id(id), Stage.QUEUED);
        }

        assertThat(stores().backtests().open(Samples.client(1), Samples.id(1), 9))
                .isZero();
        assertThat(stores().backtests().open(Samples.client(1), Samples.id(3), 9))
                .isEqualTo(2);
        assertThat(stores().backtests().open(Samples.client(1), Samples.id(3), 1))
                .isEqualTo(1);
    }

    @Test
    void tellsHowThoseEndedThatAreAskedFor() {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1), Samples.submission(4, 1));
        for (long id = 1; id <= 4; id++) {
            backtestAt(Samples.id(id), Stage.APPROVED);
        }
        for (long id = 1; id <= 3; id++) {
            stores().backtests().finish(outcome(id, id == 1 ? End.SUCCEEDED : End.LOST));
        }
        Outcome lost = outcome(2, End.LOST);

        assertThat(stores().backtests().ended(Set.of(Samples.id(1), Samples.id(2), Samples.id(4), Samples.id(9))))
                .containsOnlyKeys(Samples.id(1), Samples.id(2))
                .containsEntry(Samples.id(2), new Backtests.Ended(End.LOST, lost.reason(), lost.at()));
        assertThat(stores().backtests().ended(Set.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void tellsWhichAreOver(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 1));
        backtestAt(Samples.id(1), stage);
        at(Samples.id(2), Stage.ROLLED_BACK);

        Set<CommandId> all = Set.of(Samples.id(1), Samples.id(2), Samples.id(3), Samples.id(9));
        assertThat(stores().backtests().over(all)).isEqualTo(OVER.contains(stage) ? Set.of(Samples.id(1)) : Set.of());
        stores().backtests().finish(outcome(1, End.FAILED));
        assertThat(stores().backtests().over(all)).containsExactly(Samples.id(1));
        assertThat(stores().backtests().over(Set.of(Samples.id(2)))).isEmpty();
    }

    /** What was refused before it had values may have had some that an older copy of the store has forgotten. */
    @Test
    void tellsOfWhichSomethingMayBeLeft() {
        receive(
                Samples.submission(1, 1),
                Samples.submission(2, 1),
                Samples.submission(3, 1),
                Samples.submission(4, 1),
                Samples.submission(5, 1));
        for (long id = 5; id >= 3; id--) {
            backtestAt(Samples.id(id), Stage.APPROVED);
        }
        backtestAt(Samples.id(2), Stage.VANISHED);
        backtestAt(Samples.id(1), Stage.ROLLED_BACK);
        stores().backtests().finish(outcome(4, End.FAILED));
        stores().backtests().finish(outcome(3, End.LOST));

        assertThat(stores().backtests().uncleared(2)).containsExactly(Samples.id(1), Samples.id(2));
        stores().backtests().cleared(Samples.id(2));
        stores().backtests().cleared(Samples.id(2));
        stores().backtests().cleared(Samples.id(9));

        assertThat(stores().reopened().backtests().uncleared(9))
                .containsExactly(Samples.id(1), Samples.id(3), Samples.id(4));
        assertThat(stores().backtests().of(Samples.id(3))).contains(outcome(3, End.LOST));

        stores().backtests().mayBeLeft(Set.of(Samples.id(2), Samples.id(3), Samples.id(9)));
        assertThat(stores().backtests().uncleared(2)).containsExactly(Samples.id(1), Samples.id(2));
    }

    private List<Command> page(Optional<CommandId> before, int most) {
        return stores().backtests().list(Optional.of(Samples.client(1)), before, most);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RECEIVED")
    void countsWhatIsUnderWayUntilItIsRefusedOrUndoneOrOver(Stage stage) {
        receive(Samples.submission(1, 1), Samples.submission(2, 1), Samples.submission(3, 2), Samples.submission(4, 1));
        backtestAt(Samples.id(1), stage);
        at(Samples.id(2), stage);
        backtestAt(Samples.id(3), Stage.QUEUED);

        assertThat(stores().backtests().open(Samples.client(1), AFTER_ALL, 9)).isEqualTo(OVER.contains(stage) ? 0 : 1);
        stores().backtests().finish(outcome(1, End.TIMED_OUT));
        assertThat(stores().backtests().open(Samples.client(1), AFTER_ALL, 9)).isZero();
        assertThat(stores().backtests().open(Samples.client(2), AFTER_ALL, 9)).isEqualTo(1);
    }

    /** Of the former one only its journal stays. */
    @Test
    void forgetsABacktestWhoseNumberGoesToAnotherCommand() {
        Submission former = Samples.submission(1, 1);
        receive(former);
        backtestAt(former.id(), Stage.COMMITTED);
        stores().backtests().finish(outcome(1, End.LOST));
        Ending gone = new Ending(Reason.EXPIRED, "it left the chain", Ending.End.VANISHED);
        move(former.id(), command -> command.undoing(gone, command.since()).vanished(command.since()));
        stores().backtests().cleared(former.id());

        receive(Samples.submission(1, 1, "another", 3), Samples.submission(2, 1, "behind it", 3));

        assertThat(stores().backtests().of(former.id())).isEmpty();
        assertThat(page(Optional.empty(), 10)).isEmpty();
        assertThat(stores().commands().isIdle(Samples.client(1)))
                .as("nobody knows yet what the other one is")
                .isFalse();
        assertThat(stores().commands().turn(find(2)).ahead()).contains(former.id());
        assertThat(stores().backtests().finish(outcome(1, End.LOST))).isFalse();

        Command another = backtestAt(former.id(), Stage.APPROVING);
        assertThat(stores().backtests().running(10)).containsExactly(another);
        assertThat(stores().backtests().finish(outcome(1, End.LOST))).isTrue();
        assertThat(stores().backtests().uncleared(9)).containsExactly(former.id());
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Backtests down = stores().down().backtests();

        assertThatThrownBy(() -> down.finish(outcome(1, End.LOST))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.of(Samples.id(1))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.running(1)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.list(Optional.of(Samples.client(1)), Optional.empty(), 1))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.ended(Set.of(Samples.id(1)))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.over(Set.of(Samples.id(1)))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.uncleared(1)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.cleared(Samples.id(1))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.mayBeLeft(Set.of(Samples.id(1)))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.open(Samples.client(1), AFTER_ALL, 9)).isInstanceOf(Unavailable.class);
    }

    private Command find(long id) {
        return stores().commands().find(Samples.id(id)).orElseThrow();
    }

    private static List<Long> ids(List<Command> commands) {
        return commands.stream().map(command -> command.id().number()).toList();
    }

    private static Outcome outcome(long id, End end) {
        return end == End.SUCCEEDED
                ? Outcome.succeeded(
                        Samples.id(id),
                        Samples.client(1),
                        Bytes.ofUtf8("{\"strategy_name\":\"Größe\"}"),
                        Samples.GENESIS.plusNanos(123_456_789))
                : Outcome.without(
                        end,
                        Samples.id(id),
                        Samples.client(1),
                        "it said «\u0000» \ud83d\ude80\n",
                        Samples.GENESIS.plusNanos(123_456_789));
    }
}
