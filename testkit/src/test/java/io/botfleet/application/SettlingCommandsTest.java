package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Platform;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettlingCommandsTest {
    private static final CommandId FIRST = new CommandId(1);

    private final Bench bench = new Bench();
    private final SettlementLedger inner = bench.ledger();
    private final WatchedLedger ledger = new WatchedLedger(inner);
    private final SettlingCommands settling = bench.settling(ledger);

    @Test
    void storesASignatureBeforeItIsSent() {
        bench.refuse(1);
        ledger.node = signed -> {
            assertThat(bench.settlements.open()).singleElement().satisfies(stored -> assertThat(stored.latest())
                    .isEqualTo(signed));
            return inner.send(signed);
        };

        assertThat(settle()).isEqualTo(1);
        assertThat(ledger.sent).hasSize(1);
    }

    @Test
    void sendsTheSameBytesAfterItWasInterruptedBeforeSending() {
        bench.refuse(1);
        ledger.node = _ -> {
            throw new Unavailable("the node went away");
        };
        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::settle);
        ledger.node = inner::send;

        settle();

        assertThat(ledger.sent).hasSize(2);
        assertThat(ledger.sent.getFirst()).isEqualTo(ledger.sent.getLast());
        bench.world.chain().mine();
        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void sendsNothingTwiceWhileItIsPending() {
        bench.refuse(1);

        settle();
        bench.tick();
        settle();
        settle();

        assertThat(ledger.sent).hasSize(1);
    }

    @Test
    void replacesAStuckTransactionWithHigherFeesAndTheSameVerdicts() {
        bench.refuse(1);
        settle();
        Settlement first = bench.settlements.open().getFirst();
        bench.world.clock().advance(Platform.POLICY.replaceAfter().plusSeconds(1));

        settle();

        Settlement replaced = bench.settlements.open().getFirst();
        assertThat(replaced.entries()).isEqualTo(first.entries());
        assertThat(replaced.nonce()).isEqualTo(first.nonce());
        assertThat(replaced.evidenceRoot()).isEqualTo(first.evidenceRoot());
        assertThat(replaced.attempts()).hasSize(2);
        assertThat(replaced.latest().fees().maxFeePerGasWei().multiply(BigInteger.valueOf(1000)))
                .isGreaterThanOrEqualTo(first.latest().fees().maxFeePerGasWei().multiply(BigInteger.valueOf(1125)));
        assertThat(ledger.sent).containsExactly(first.latest(), replaced.latest());
        bench.world.chain().mine();
        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void raisesNoFurtherWhereThePriceIsNotWhatItWaitsFor() {
        bench.refuse(1);
        for (int stuck = 0; stuck < 60; stuck++) {
            settle();
            bench.world.clock().advance(Platform.POLICY.replaceAfter().plusSeconds(1));
        }

        Fees last = bench.settlements.open().getFirst().latest().fees();
        BigInteger market = inner.fees().maxFeePerGasWei();
        assertThat(last.maxFeePerGasWei())
                .isGreaterThan(market.multiply(BigInteger.TEN))
                .isLessThan(market.multiply(BigInteger.valueOf(12)));
        bench.world.chain().mine();
        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void usesUpANonceThatWasGivenUpBelowOneInUse() {
        bench.refuse(1);
        ledger.node = _ -> new Broadcast.Accepted();
        settle();
        Settlement given = bench.settlements.open().getFirst();
        bench.submit(Bench.wallet(2), Platform.stop("now"));
        bench.run(8);
        settle();
        bench.settlements.close(bench.fence(Role.SETTLER), given);
        bench.settlements.store(
                bench.fence(Role.SETTLER),
                inner.sign(given.entries(), 2, inner.fees(), bench.world.clock().instant()));
        ledger.node = inner::send;

        for (int round = 0; round < 3; round++) {
            settle();
            bench.run(1);
        }

        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
        assertThat(outcome(2)).contains(OnChain.Outcome.ROLLED_BACK);
        assertThat(inner.account().nextNonce()).isEqualTo(3);
    }

    @Test
    void isDoneWithASettlementOnceItsBlockIsFinal() {
        bench.refuse(1);
        settle();
        bench.run(3);
        settle();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.settlements.open()).hasSize(1);

        bench.run(8);
        settle();

        assertThat(bench.settlements.open()).isEmpty();
        assertThat(ledger.sent).hasSize(1);
    }

    @Test
    void sendsTheSameBytesAgainWhenTheirBlockLeftTheChain() {
        bench.refuse(1);
        settle();
        bench.run(3);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        bench.world.chain().drop(3, false);
        bench.run(4);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);

        settle();
        bench.run(3);

        assertThat(ledger.sent).hasSize(2);
        assertThat(ledger.sent.getFirst()).isEqualTo(ledger.sent.getLast());
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
    }

    @Test
    void gathersWhatWaitsIntoOneTransaction() {
        for (int wallet = 1; wallet <= 3; wallet++) {
            bench.submit(Bench.wallet(wallet), Platform.stop("now"));
        }
        bench.run(8);

        settle();

        assertThat(bench.settlements.open()).singleElement().satisfies(settlement -> assertThat(settlement.entries())
                .hasSize(3));
    }

    @Test
    void keepsARefundWaitingForOthersForALittleWhile() {
        SettlingCommands gathering = gathering(Duration.ofSeconds(30));
        bench.refuse(1);
        bench.submit(Bench.wallet(2), Platform.stop("now"));
        bench.run(8);
        assertThat(settle(gathering)).isZero();

        bench.run(30);
        assertThat(settle(gathering)).isEqualTo(1);
        assertThat(bench.settlements.open()).singleElement().satisfies(settlement -> assertThat(settlement.entries())
                .hasSize(2));
    }

    @Test
    void refundsWhatWaitsTogetherWithAnApproval() {
        SettlingCommands gathering = gathering(Duration.ofHours(1));
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(14);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.submit(Bench.wallet(2), Platform.stop("now"));
        bench.run(8);

        assertThat(settle(gathering)).isEqualTo(1);
        assertThat(bench.settlements.open()).singleElement().satisfies(settlement -> assertThat(settlement.entries())
                .hasSize(2));
    }

    @Test
    void keepsNoRefundWaitingOnceThereAreEnoughForATransaction() {
        bench.refuse(100);

        assertThat(settle(gathering(Duration.ofHours(1)))).isEqualTo(1);
    }

    private SettlingCommands gathering(Duration refunds) {
        Policy policy = Platform.POLICY;
        return new SettlingCommands(
                bench.commands,
                bench.inbox,
                bench.settlements,
                ledger,
                new Policy(
                        policy.confirmations(),
                        policy.blockTime(),
                        policy.finalityLag(),
                        policy.mostBots(),
                        policy.mostBacktests(),
                        policy.restorePatience(),
                        policy.orphanGrace(),
                        policy.replaceAfter(),
                        policy.lookAgain(),
                        refunds),
                bench.world.clock());
    }

    @Test
    void refundsApprovalsThatWereMinedTogetherAndTooLate() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(2), Platform.start("SampleStrategy"));
        bench.run(20);
        settle();
        assertThat(bench.settlements.open().getFirst().entries()).hasSize(2);

        bench.world.clock().advance(Chain.WINDOW);
        for (int round = 0; round < 30; round++) {
            bench.run(5);
            settle();
        }

        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
        assertThat(outcome(2)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void signsNothingForWhatTheClientTookBack() {
        bench.refuse(1);
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(FIRST);
        bench.world.chain().mine();

        assertThat(settle()).isZero();
        assertThat(ledger.sent).isEmpty();
    }

    @Test
    void isNotHeldUpByABatchfulThatCanNotBeSettled() {
        bench.refuse(100);
        bench.world.clock().advance(Chain.WINDOW.dividedBy(2));
        bench.submit(Bench.wallet(101), Platform.stop("now"));
        bench.run(8);
        bench.world.clock().advance(Chain.WINDOW.dividedBy(2));
        for (long command = 1; command <= 100; command++) {
            bench.world.chain().reclaim(new CommandId(command));
        }
        bench.world.chain().mine();

        assertThat(settle()).isEqualTo(1);
        assertThat(bench.settlements.open()).singleElement().satisfies(settlement -> assertThat(settlement.entries())
                .extracting(entry -> entry.command().number())
                .containsExactly(101L));
    }

    @Test
    void signsNoApprovalFromTheCutOffOn() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(14);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.clock().advance(Chain.WINDOW.multipliedBy(4).dividedBy(5));

        assertThat(settle()).isZero();
        assertThat(ledger.sent).isEmpty();
    }

    @Test
    void saysWhatToDoWhenTheAccountIsEmptyAndGoesOnAfterwards() {
        bench.refuse(1);
        ledger.node = _ -> new Broadcast.OutOfFunds();
        assertThatExceptionOfType(Permanent.class).isThrownBy(this::settle).withMessageContaining("fund it");
        ledger.node = inner::send;

        settle();
        bench.world.chain().mine();

        assertThat(outcome(1)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void signsAndSendsNothingWhileTheChainIsNotWhatItWas() {
        bench.refuse(1);
        bench.inbox.halt(bench.fence(Role.CHAIN_READER), "the node does not have block 3, which was final");

        assertThatExceptionOfType(Permanent.class).isThrownBy(this::settle).withMessageContaining("block 3");
        assertThat(ledger.sent).isEmpty();
        assertThat(bench.settlements.open()).isEmpty();

        bench.ingest();
        assertThat(settle()).isEqualTo(1);
        assertThat(ledger.sent).hasSize(1);
    }

    /** Each would be reverted, and paid for. */
    @Test
    void signsNothingWhileTheGatewayTakesVerdictsOfAnotherAccount() {
        bench.refuse(1);
        bench.world.chain().takeVerdicts(false);

        assertThatExceptionOfType(Permanent.class).isThrownBy(this::settle).withMessageContaining("another account");
        assertThat(ledger.sent).isEmpty();
        assertThat(bench.settlements.open()).isEmpty();

        bench.world.chain().takeVerdicts(true);
        assertThat(settle()).isEqualTo(1);
        assertThat(ledger.sent).hasSize(1);
    }

    @Test
    void doesNotCountARefusalOfTheNodeAsSent() {
        bench.refuse(1);
        ledger.node = _ -> new Broadcast.Refused("txpool is full");

        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::settle).withMessageContaining("txpool is full");
        assertThat(bench.settlements.open()).hasSize(1);
    }

    @Test
    void offersMoreThoughTheNodeDoesNotShowItsPool() {
        bench.refuse(1);
        ledger.transactions = _ -> new Inclusion.Unknown();
        settle();
        bench.world.clock().advance(Platform.POLICY.replaceAfter().dividedBy(2));
        assertThat(settle()).as("nothing new was signed").isZero();
        bench.world.clock().advance(Platform.POLICY.replaceAfter().dividedBy(2).plusSeconds(1));

        settle();

        Settlement raised = bench.settlements.open().getFirst();
        assertThat(raised.attempts()).hasSize(2);
        assertThat(ledger.sent).hasSize(3).last().isEqualTo(raised.latest());
    }

    @Test
    void neverOffersMoreThanTheCap() {
        bench.refuse(1);
        ledger.feeCap = () -> raised(inner.fees(), 3);
        for (int stuck = 0; stuck < 20; stuck++) {
            settle();
            bench.world.clock().advance(Platform.POLICY.replaceAfter().plusSeconds(1));
        }

        Settlement settlement = bench.settlements.open().getFirst();
        assertThat(settlement.attempts()).hasSize(4);
        assertThat(settlement.latest().fees()).isEqualTo(ledger.feeCap());
        assertThat(ledger.sent).hasSize(4).endsWith(settlement.latest());
    }

    @Test
    void sendsTheSameBytesAgainWhereTheNodeForgotThemAndNoMoreMayBeOffered() {
        bench.refuse(1);
        ledger.feeCap = inner::fees;
        ledger.transactions = _ -> new Inclusion.Unknown();
        settle();
        bench.world.clock().advance(Platform.POLICY.replaceAfter().plusSeconds(1));

        settle();

        Settlement settlement = bench.settlements.open().getFirst();
        assertThat(settlement.attempts()).hasSize(1);
        assertThat(ledger.sent).hasSize(2).containsOnly(settlement.latest());
    }

    @Test
    void signsFewerAtATimeWhereTheNodeRefusesABatch() {
        bench.refuse(4);
        ledger.node = signed -> bench.settlements.open().getFirst().entries().size() > 2
                ? new Broadcast.Refused("exceeds block gas limit")
                : inner.send(signed);
        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::settle);

        settle();
        settle();
        bench.world.chain().mine();

        for (long id = 1; id <= 4; id++) {
            assertThat(outcome(id)).contains(OnChain.Outcome.ROLLED_BACK);
        }
    }

    @Test
    void fillsANonceThatIsMissingAlsoWhileOneBelowItIsNotFinal() {
        bench.refuse(1);
        settle();
        bench.world.chain().mine();
        assertThat(bench.settlements.open())
                .singleElement()
                .extracting(Settlement::nonce)
                .isEqualTo(0L);
        bench.submit(Bench.wallet(2), Platform.stop("now"));
        bench.run(8);
        bench.settlements.store(
                bench.fence(Role.SETTLER),
                inner.sign(
                        List.of(bench.command(2).settlementEntry()),
                        2,
                        inner.fees(),
                        bench.world.clock().instant()));

        settle();
        bench.world.chain().mine();
        settle();
        bench.world.chain().mine();

        assertThat(outcome(2)).contains(OnChain.Outcome.ROLLED_BACK);
    }

    @Test
    void signsNoApprovalThatIsTooLateByTheChainsClock() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(14);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        Duration cutOff = Chain.WINDOW.multipliedBy(4).dividedBy(5);
        bench.world.clock().advance(cutOff);
        for (int block = 0; block <= Platform.POLICY.confirmations(); block++) {
            bench.world.chain().mine();
        }
        bench.ingest();
        bench.world.clock().advance(cutOff.negated());

        assertThat(settle()).isZero();
        assertThat(ledger.sent).isEmpty();
    }

    private static Fees raised(Fees fees, int times) {
        Fees raised = fees;
        for (int time = 0; time < times; time++) {
            raised = raised.raised();
        }
        return raised;
    }

    private int settle(SettlingCommands by) {
        return by.settle(bench.fence(Role.SETTLER));
    }

    private int settle() {
        return settling.settle(bench.fence(Role.SETTLER));
    }

    private Optional<OnChain.Outcome> outcome(long id) {
        return bench.world.chain().outcome(new CommandId(id)).map(OnChain::outcome);
    }
}
