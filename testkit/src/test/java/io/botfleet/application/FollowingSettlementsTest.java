package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a settlement once it is signed, and when the settler may rest. */
class FollowingSettlementsTest {
    private static final CommandId FIRST = new CommandId(1);
    private static final Duration LONG = Platform.POLICY.replaceAfter().plusSeconds(1);

    private final Bench bench = new Bench();
    private final SettlementLedger inner = bench.ledger();
    private final WatchedLedger ledger = new WatchedLedger(inner);
    private final SettlingCommands settling = bench.settling(ledger);

    @Test
    void restsWhileAllItCanDoIsWait() {
        bench.refuse(1);
        assertThat(settle()).as("signed").isEqualTo(1);
        assertThat(settle()).as("in the pool").isZero();

        bench.run(1);
        assertThat(settle()).as("mined, and not final").isZero();

        bench.run(8);
        assertThat(settle()).as("final").isEqualTo(1);
        assertThat(settle()).as("done").isZero();
    }

    @Test
    void countsWhatItReplacedAndWhatItSigned() {
        bench.refuse(1);
        settle();
        bench.submit(Bench.wallet(2), Platform.stop("now"));
        keepUnmined();
        bench.world.clock().advance(LONG);

        assertThat(settle()).isEqualTo(2);
    }

    @Test
    void isDoneWithASettlementWhoseClientTookTheFeeBack() {
        signOneThatGetsLost();
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(FIRST);
        bench.run(10);
        assertThat(bench.command(1).onChain().orElseThrow().finalised()).isTrue();

        assertThat(settle()).isEqualTo(1);

        assertThat(bench.settlements.open()).isEmpty();
        assertThat(ledger.sent).hasSize(1);
    }

    @Test
    void letsGoOfAnApprovalThatWasMinedTooLateAsSoonAsItsBlockIsFinal() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        settle();
        bench.world.clock().advance(Chain.WINDOW);
        bench.run(1);
        assertThat(mined().succeeded()).isFalse();

        while (bench.inbox.finalisedBlock().orElseThrow().number()
                < mined().block().number()) {
            settle();
            assertThat(bench.settlements.open()).isNotEmpty();
            bench.run(1);
        }
        assertThat(bench.inbox.finalisedBlock()).contains(mined().block());

        assertThat(settle()).isEqualTo(1);
        assertThat(bench.settlements.open()).isEmpty();
    }

    @Test
    void offersMoreForWhatIsForgottenAgainAndAgain() {
        signOneThatGetsLost();
        ledger.node = _ -> new Broadcast.Accepted();
        bench.world.clock().advance(LONG.dividedBy(2));
        assertThat(settle()).as("sent again, and nothing new").isZero();
        assertThat(ledger.sent).hasSize(2);

        bench.world.clock().advance(LONG.dividedBy(2).plusSeconds(1));

        assertThat(settle()).as("signed again").isEqualTo(1);
        assertThat(bench.settlements.open().getFirst().attempts()).hasSize(2);
    }

    @Test
    void storesAReplacementBeforeItIsSent() {
        bench.refuse(1);
        settle();
        bench.world.clock().advance(LONG);
        ledger.node = signed -> {
            assertThat(bench.settlements.open().getFirst().latest()).isEqualTo(signed);
            return inner.send(signed);
        };

        settle();

        assertThat(ledger.sent).hasSize(2);
    }

    @Test
    void leavesAloneForAWhileWhatNoHigherPriceWouldHelp() {
        bench.refuse(1);
        int sent = 0;
        do {
            sent = ledger.sent.size();
            settle();
            bench.world.clock().advance(LONG);
        } while (ledger.sent.size() > sent);

        assertThat(settle())
                .as("looked after again, since the last time was long ago")
                .isEqualTo(1);
        assertThat(settle()).isZero();
    }

    @Test
    void raisesNothingThatTheNodeCallsUnderpricedTooEarly() {
        signOneThatGetsLost();
        ledger.node = _ -> new Broadcast.Underpriced();

        settle();

        assertThat(bench.settlements.open().getFirst().attempts()).hasSize(1);
    }

    @Test
    void outbidsAnEarlierAttemptThatTheNodeStillHolds() {
        signOneThatGetsLost();
        Settlement first = bench.settlements.open().getFirst();
        ledger.node = signed -> signed.equals(first.latest()) ? new Broadcast.Underpriced() : inner.send(signed);
        bench.world.clock().advance(LONG);

        settle();
        bench.world.chain().mine();

        assertThat(bench.settlements.open().getFirst().attempts()).hasSize(2);
        assertThat(outcome()).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void signsNothingForANumberThatIsAnotherCommandsNow() {
        bench.refuse(1);
        ledger.escrows = command -> inner.escrow(command)
                .map(escrow -> new Escrow(
                        escrow.payer(),
                        escrow.fee(),
                        escrow.deadline(),
                        new Tag(escrow.tag().value() ^ 1)));

        assertThat(settle()).isZero();
        assertThat(ledger.sent).isEmpty();
    }

    @Test
    void signsNothingThatTheLogCallsSettledThoughANodeLagsBehind() {
        bench.refuse(1);
        Optional<Escrow> before = inner.escrow(FIRST);
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(FIRST);
        bench.run(4);
        assertThat(bench.command(1).onChain()).isPresent();
        ledger.escrows = _ -> before;

        assertThat(settle()).isZero();
        assertThat(ledger.sent).isEmpty();
    }

    @Test
    void fillsAGapAndCountsIt() {
        signOneThatGetsLost();
        Settlement given = bench.settlements.open().getFirst();
        bench.settlements.close(bench.fence(Role.SETTLER), given);
        bench.settlements.store(
                bench.fence(Role.SETTLER),
                inner.sign(
                        given.entries(),
                        given.nonce() + 1,
                        inner.fees(),
                        bench.world.clock().instant()));
        ledger.node = inner::send;
        settle();

        assertThat(settle()).as("the gap, while what is above it waits").isEqualTo(1);
        bench.world.chain().mine(2);
        assertThat(outcome()).contains(OnChain.Outcome.ROLLED_BACK);
    }

    /** The node takes it and forgets it. */
    private void signOneThatGetsLost() {
        bench.refuse(1);
        ledger.node = _ -> new Broadcast.Accepted();
        settle();
        ledger.node = inner::send;
    }

    /** Everything goes on but for settlements, which stay in the pool. */
    private void keepUnmined() {
        ledger.transactions = _ -> new Inclusion.Pending();
        bench.run(8);
    }

    private Inclusion.Mined mined() {
        return (Inclusion.Mined) inner.lookUp(ledger.sent.getFirst());
    }

    private int settle() {
        return settling.settle(bench.fence(Role.SETTLER));
    }

    private Optional<OnChain.Outcome> outcome() {
        return bench.world.chain().outcome(FIRST).map(OnChain::outcome);
    }
}
