package io.botfleet.domain.command;

import static io.botfleet.domain.Examples.BACKTEST;
import static io.botfleet.domain.Examples.CLIENT;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.STOP;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.standingIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneTest {
    @Test
    void keepsTheOrderOfTheChain() {
        Command first = queued(9, START);
        Command second = queued(10, STOP);

        Lane lane = lane(second, first);

        assertThat(lane.open()).containsExactly(first, second);
        assertThat(lane.turnOf(first).isFirst()).isTrue();
        assertThat(lane.turnOf(second).isFirst()).isFalse();
    }

    @Test
    void namesTheOldestBeforeACommandAndTheOldestOfThoseThatIsSealed() {
        Command last = received(7);
        Lane lane = lane(queued(4, START), received(5), received(6), last, received(8));

        assertThat(lane.turnOf(last).ahead()).contains(new CommandId(4));
        assertThat(lane.turnOf(last).sealed()).contains(new CommandId(5));
        assertThat(lane.turnOf(queued(4, START)).sealed()).isEmpty();
        assertThat(lane(queued(4, START), last).turnOf(last).sealed()).isEmpty();
    }

    @Test
    void letsTheOnlyCommandAct() {
        Command only = queued(4, START);

        assertThat(lane(only).turnOf(only).isFirst()).isTrue();
        assertThat(lane(only).supersederOf(only)).isEmpty();
    }

    @Test
    void letsANewerStartTakeTheOldersPlace() {
        Command older = queued(4, START);

        assertThat(lane(older, queued(5, START)).supersederOf(older)).contains(new CommandId(5));
    }

    @Test
    void letsAStopTakeAStartsPlace() {
        Command start = queued(4, START);

        assertThat(lane(start, queued(5, STOP)).supersederOf(start)).contains(new CommandId(5));
    }

    @Test
    void namesTheNewestOfSeveral() {
        Command oldest = queued(4, START);
        Lane lane = lane(queued(6, START), queued(5, STOP), oldest);

        assertThat(lane.supersederOf(oldest)).contains(new CommandId(6));
    }

    @Test
    void letsAStopGiveWayToNobody() {
        Command stop = queued(4, STOP);

        assertThat(lane(stop, queued(5, START), queued(6, STOP)).supersederOf(stop))
                .isEmpty();
    }

    @Test
    void letsAnUnopenedCommandGiveWayToNobody() {
        Command sealed = received(4);

        assertThat(lane(sealed, queued(5, START)).supersederOf(sealed)).isEmpty();
    }

    @Test
    void takesNoNoticeOfANewerEnvelopeThatIsNotYetOpened() {
        Command start = queued(4, START);

        assertThat(lane(start, received(5)).supersederOf(start)).isEmpty();
    }

    @Test
    void takesNoNoticeOfAnOlderCommand() {
        Command newer = queued(5, START);

        assertThat(lane(queued(4, START), newer).supersederOf(newer)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDOING", "RESTORING"})
    void letsACommandThatIsBeingUndoneTakeNobodysPlace(Stage failing) {
        Command start = queued(4, START);

        assertThat(lane(start, standingIn(failing, queued(5, START))).supersederOf(start))
                .isEmpty();
    }

    @Test
    void waitsForNoBacktestOnceItIsOpened() {
        Command start = queued(5, START);
        Lane lane = lane(queued(4, BACKTEST), start, queued(6, BACKTEST));

        assertThat(lane.open()).containsExactly(start);
        assertThat(lane.turnOf(start)).isEqualTo(new Turn(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void letsABacktestWaitForNothingButToBeOpenedInOrder() {
        Command backtest = queued(6, BACKTEST);
        Lane lane = lane(standingIn(Stage.COMMITTED, queued(4, START)), backtest, queued(7, START));

        assertThat(lane.turnOf(backtest)).isEqualTo(new Turn(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(lane(received(5), backtest).turnOf(backtest).sealed()).contains(new CommandId(5));
    }

    private static Lane lane(Command... open) {
        return new Lane(CLIENT, List.of(open));
    }
}
