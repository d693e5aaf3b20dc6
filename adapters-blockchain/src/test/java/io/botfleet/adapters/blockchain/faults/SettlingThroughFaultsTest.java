package io.botfleet.adapters.blockchain.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.devnet.Anvil;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.rpc.Faults;
import io.botfleet.testkit.rpc.ProviderWording;
import io.botfleet.testkit.rpc.ProviderWording.Meaning;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The settler against a node that says the wrong thing, or nothing: it looks before it does anything again. */
class SettlingThroughFaultsTest {
    private static final String SEND = "eth_sendRawTransaction";

    private PlatformOnAnvil platform;

    @BeforeEach
    void begin() {
        platform = new PlatformOnAnvil(4);
    }

    @AfterEach
    void end() {
        platform.close();
    }

    @Test
    void findsWhatTheNodeAcceptedWithoutAnAnswer() {
        refuse(1);
        platform.chain().proxy().add(Faults.droppedAfterTheEffect().on(SEND).times(1));
        assertThatThrownBy(platform::settle).isInstanceOf(Unavailable.class);

        assertSendsNothingMore();
        assertSettled(1);
    }

    @Test
    void takesAKnownTransactionForSent() {
        refuse(1);
        platform.chain()
                .proxy()
                .add(Faults.saidAfterTheEffect(ProviderWording.GETH_KNOWN.answer())
                        .on(SEND)
                        .times(1));
        platform.settle();

        assertSendsNothingMore();
        assertSettled(1);
    }

    @Test
    void looksForItsOwnTransactionWhereItsNonceIsUsed() {
        refuse(1);
        platform.chain()
                .proxy()
                .add(Faults.saidAfterTheEffect(ProviderWording.NETHERMIND_NONCE.answer())
                        .on(SEND)
                        .times(1));
        platform.settle();
        assertThat(platform.settlements().open()).hasSize(1);

        assertSendsNothingMore();
        assertSettled(1);
    }

    @Test
    void signsAnewWhereItsNonceWentToSomethingElse() {
        refuse(1);
        platform.chain().proxy().add(Faults.dropped().on(SEND));
        assertThatThrownBy(platform::settle).isInstanceOf(Unavailable.class);
        platform.chain().proxy().heal();
        platform.chain().send(Anvil.wallet(9), Anvil.wallet(9).address(), GatewayCall.register());
        platform.chain().mine(1);

        platform.run(8);

        assertThat(platform.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(platform.chain().ledger().account().nextNonce()).isEqualTo(2);
    }

    @Test
    void raisesBothFeeCapsAndNothingElseWhereThePriceIsTooLow() {
        refuse(1);
        platform.chain()
                .proxy()
                .add(Faults.refusal(ProviderWording.GETH_UNDERPRICED).on(SEND).times(1));
        platform.settle();
        platform.passTime(Duration.ofSeconds(31));
        platform.chain()
                .proxy()
                .add(Faults.refusal(ProviderWording.ERIGON_UNDERPRICED).on(SEND).times(1));
        platform.settle();
        platform.passTime(Duration.ofSeconds(31));
        platform.settle();

        assertRaised(platform.settlements().open().getFirst());
        assertSettled(1);
    }

    @Test
    void replacesWhatIsNotMined() {
        refuse(1);
        platform.settle();
        platform.passTime(Duration.ofSeconds(31));

        platform.settle();

        Settlement settlement = platform.settlements().open().getFirst();
        assertRaised(settlement);
        assertSettled(1);
        assertThat(platform.command(1).onChain().orElseThrow().transaction())
                .isEqualTo(settlement.latest().hash());
    }

    private static void assertRaised(Settlement settlement) {
        SignedTransaction first = settlement.attempts().getFirst();
        SignedTransaction last = settlement.latest();
        assertThat(settlement.attempts()).hasSizeGreaterThan(1);
        assertThat(last.fees().maxFeePerGasWei().multiply(BigInteger.TEN))
                .isGreaterThanOrEqualTo(first.fees().maxFeePerGasWei().multiply(BigInteger.valueOf(11)));
        assertThat(last.fees().maxPriorityFeePerGasWei())
                .isGreaterThan(first.fees().maxPriorityFeePerGasWei());
    }

    @Test
    void saysThatItHasNoFundsAndGoesOnWhenItHas() {
        refuse(1);
        platform.chain()
                .anvil()
                .call("anvil_setBalance", Anvil.wallet(9).address().hex(), "0x0");
        assertThatThrownBy(platform::settle).isInstanceOf(Permanent.class).hasMessageContaining("fund it");
        assertThatThrownBy(platform::settle).isInstanceOf(Permanent.class);
        SignedTransaction signed = platform.settlements().open().getFirst().latest();

        platform.chain()
                .anvil()
                .call("anvil_setBalance", Anvil.wallet(9).address().hex(), "0xde0b6b3a7640000");

        assertSettled(1);
        assertThat(platform.command(1).onChain().orElseThrow().transaction()).isEqualTo(signed.hash());
    }

    @Test
    void sendsTheSameBytesOnceABusyNodeTakesThem() {
        refuse(1);
        for (ProviderWording busy : ProviderWording.of(Meaning.BUSY)) {
            platform.chain().proxy().add(Faults.refusal(busy).on(SEND).times(1));
            assertThatThrownBy(platform::settle).isInstanceOf(Unavailable.class);
        }
        assertThat(platform.settlements().open())
                .singleElement()
                .satisfies(settlement -> assertThat(settlement.attempts()).hasSize(1));
        assertSettled(1);
    }

    @Test
    void fillsANonceThatWasGivenUpBelowOneInUse() {
        refuse(1);
        platform.settle();
        Settlement given = platform.settlements().open().getFirst();
        drop(given);
        refuse(2);
        platform.settle();
        assertThat(platform.settlements().open()).hasSize(2);
        drop(given);
        platform.giveUp(given);

        platform.settle();

        assertThat(platform.settlements().open().getFirst().nonce())
                .as("what waits goes into the gap first")
                .isZero();
        assertSettled(1);
        assertSettled(2);
    }

    @Test
    void fillsAGapWithNothingWhereNothingWaits() {
        refuse(1);
        platform.chain().anvil().passTime(Duration.ofMinutes(11));
        platform.keepTime();
        platform.settle();
        Settlement given = platform.settlements().open().getFirst();
        drop(given);
        refuse(2);
        platform.settle();
        drop(given);
        platform.chain().send(Anvil.wallet(1), GatewayCall.reclaim(new CommandId(1)));
        platform.chain().mine(1);
        platform.giveUp(given);

        assertSettled(2);

        assertThat(platform.command(1).stage()).isEqualTo(Stage.RECLAIMED);
        assertThat(platform.chain().ledger().account().nextNonce()).isEqualTo(2);
    }

    @Test
    void settlesTheRestOfABatchWhereOneClientWasFaster() {
        refuse(1, 2, 3);
        platform.chain().anvil().passTime(Duration.ofMinutes(11));
        platform.keepTime();
        platform.chain().send(Anvil.wallet(2), GatewayCall.reclaim(new CommandId(2)));
        platform.settle();
        assertThat(platform.settlements().open())
                .singleElement()
                .satisfies(settlement -> assertThat(settlement.entries()).hasSize(3));

        platform.run(8);

        assertThat(platform.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(platform.command(2).stage()).isEqualTo(Stage.RECLAIMED);
        assertThat(platform.command(3).stage()).isEqualTo(Stage.ROLLED_BACK);
        platform.run(6);
        assertThat(platform.settlements().open()).isEmpty();
    }

    private void drop(Settlement settlement) {
        platform.chain()
                .anvil()
                .call("anvil_dropTransaction", settlement.latest().hash().hex());
    }

    /** Commands whose verdict is to roll back, and waits for the settler. */
    private void refuse(int... wallets) {
        for (int wallet : wallets) {
            platform.chain().submit(wallet, Bytes.ofUtf8("from " + wallet), 1_000);
        }
        long last = wallets[wallets.length - 1];
        for (int round = 0;
                platform.find(last)
                        .filter(known -> known.stage() == Stage.REFUNDING)
                        .isEmpty();
                round++) {
            assertThat(round).isLessThan(20);
            platform.workWithoutSettling();
        }
        platform.chain().proxy().forgetCalls();
    }

    private void assertSendsNothingMore() {
        platform.chain().proxy().forgetCalls();
        platform.settle();
        assertThat(platform.chain().proxy().asked()).isNotEmpty().doesNotContain(SEND);
    }

    private void assertSettled(long id) {
        platform.run(8);
        assertThat(platform.command(id).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(platform.chain().ledger().escrow(new CommandId(id))).isEmpty();
    }
}
