package io.botfleet.domain.command;

import static io.botfleet.domain.Examples.COMMIT;
import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.UNDO_COMMIT;
import static io.botfleet.domain.Examples.execution;
import static io.botfleet.domain.Examples.hash;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.tradeValues;
import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutionTest {
    @Test
    void countsAFailureOnlyOnceItHappenedASecondTime() {
        Execution once = Execution.NONE.failing(3);

        assertThat(Execution.NONE.failedBefore(3)).isFalse();
        assertThat(once.failedBefore(3)).as("still the first time").isFalse();
        assertThat(once.failedBefore(2)).as("another pod").isFalse();
        assertThat(once.failedBefore(4)).isTrue();
    }

    @Test
    void keepsWhatWasSeenBeforeTheBotWasGone() {
        Execution before = execution(1).holding(2);

        Execution gone = before.stopped(UNDO_COMMIT);

        assertThat(before.revision()).hasValue(COMMIT);
        assertThat(gone.revision()).hasValue(UNDO_COMMIT);
        assertThat(gone.pod()).isEqualTo(before.pod());
        assertThat(gone.config()).isEqualTo(before.config());
        assertThat(gone.lastProcess()).isEqualTo(before.lastProcess());
        assertThat(gone.openTrades()).hasValue(2);
    }

    @Test
    void remembersSinceWhenABotDoesNotTellForOneStageOnly() {
        Command queued = queued(1, START);
        Instant first = queued.since().plusSeconds(5);

        assertThat(queued.askedInVainSince()).isEmpty();
        Command asked = queued.askedInVain(first);
        assertThat(asked.askedInVainSince()).hasValue(first);
        assertThat(asked.askedInVain(first.plusSeconds(9)).askedInVainSince()).hasValue(first);
        Command undoing = asked.undoing(Ending.refund(Reason.TIMEOUT, "too late"), first.plusSeconds(20));
        assertThat(undoing.askedInVainSince()).isEmpty();
        assertThat(undoing.askedInVain(undoing.since()).askedInVainSince()).hasValue(undoing.since());
        assertThat(execution(1).askedInVain(first).openTrades())
                .isEqualTo(execution(1).openTrades());
        assertThat(execution(1).askedInVain(first).pod()).isEqualTo(execution(1).pod());
    }

    @Test
    void leavesABotThatADrainFoundHoldingPositions() {
        Command drain = queued(1, new StopTrading(StopMode.DRAIN));

        assertThat(drain.leavesABot()).as("not counted yet").isFalse();
        assertThat(drain.seen(Execution.NONE.holding(0)).leavesABot()).isFalse();
        assertThat(drain.seen(Execution.NONE.holding(1)).leavesABot()).isTrue();
    }

    @Test
    void leavesNoBotByAnythingElse() {
        Execution holding = Execution.NONE.holding(1);

        assertThat(queued(1, new StopTrading(StopMode.NOW)).seen(holding).leavesABot())
                .isFalse();
        assertThat(queued(1, new StopTrading(StopMode.EXIT)).seen(holding).leavesABot())
                .isFalse();
        assertThat(queued(1, START).seen(holding).leavesABot()).isFalse();
        assertThat(received(1).seen(holding).leavesABot()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isOnTheChainAsWhatTheChainSays(OnChain.Outcome outcome) {
        Command reported = received(1)
                .onChain(Optional.of(
                        new OnChain(outcome, 0, hash(0), hash(5), new BlockRef(200, hash(200)), LATER, false)));

        for (OnChain.Outcome other : OnChain.Outcome.values()) {
            assertThat(reported.isOnChainAs(other)).isEqualTo(other == outcome);
            assertThat(received(1).isOnChainAs(other)).isFalse();
        }
    }

    @Test
    void writesTheValuesOfAStartAndNothingForARemoval() {
        Prepared.Values values = tradeValues(1);

        assertThat(values.content()).hasValue(values.yaml());
        assertThat(new Prepared.Removal(values.path()).content()).isEmpty();
    }
}
