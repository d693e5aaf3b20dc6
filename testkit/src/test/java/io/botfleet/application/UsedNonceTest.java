package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that says that a settlement's nonce is used: by that settlement, or by something else with the same key. */
class UsedNonceTest {
    private static final CommandId FIRST = new CommandId(1);

    private final Bench bench = new Bench();
    private final SettlementLedger inner = bench.ledger();
    private final WatchedLedger ledger = new WatchedLedger(inner);
    private final SettlingCommands settling = bench.settling(ledger);

    /** A settlement that is signed and stored, and that the chain never got: something else has used its nonce. */
    @BeforeEach
    void signOneAndUseItsNonceForSomethingElse() {
        bench.refuse(1);
        ledger.node = _ -> new Broadcast.Accepted();
        settle();
        ledger.node = inner::send;
        inner.fill(open().nonce(), inner.fees());
        bench.run(1);
    }

    @Test
    void signsTheVerdictAnewUnderTheNextNonce() {
        long lost = open().nonce();

        assertThat(settle()).isEqualTo(1);

        assertThat(open().nonce()).isEqualTo(lost + 1);
        bench.run(1);
        assertThat(outcome()).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void givesUpNothingThatWasMinedAfterAll() {
        Settlement before = open();
        BlockRef block = bench.world.chain().latest().ref();
        // It is found only once the node has refused it: it was mined between the look and the sending.
        ledger.transactions =
                signed -> ledger.sent.size() > 1 ? new Inclusion.Mined(block, true) : inner.lookUp(signed);

        settle();

        assertThat(open().nonce()).isEqualTo(before.nonce());
    }

    @Test
    void givesUpNothingWhileAnEscrowIsGoneWithoutAWordInTheLog() {
        Settlement before = open();
        ledger.escrows = _ -> Optional.empty();

        settle();

        assertThat(open().nonce()).isEqualTo(before.nonce());
    }

    @Test
    void givesUpWhatTheLogSaysIsSettledOtherwise() {
        ledger.node = _ -> new Broadcast.NonceUsed();
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(FIRST);
        bench.run(3);
        assertThat(bench.command(1).onChain()).isPresent();

        settle();

        assertThat(bench.settlements.open()).isEmpty();
    }

    @Test
    void givesUpNothingOnTheWordOfANodeWhoseAccountHasNotUsedThatNonce() {
        Settlement before = open();
        ledger.account = () ->
                new SettlementLedger.Account(before.nonce(), inner.account().balanceWei());

        settle();

        assertThat(open()).isEqualTo(before);
    }

    private int settle() {
        return settling.settle(bench.fence(Role.SETTLER));
    }

    private Settlement open() {
        assertThat(bench.settlements.open()).hasSize(1);
        return bench.settlements.open().getFirst();
    }

    private Optional<OnChain.Outcome> outcome() {
        return bench.world.chain().outcome(FIRST).map(OnChain::outcome);
    }
}
