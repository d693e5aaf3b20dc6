package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifeOfACommandTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final Address BOB = new Address("0x" + "b".repeat(40));
    private static final ClientId FIRST = new ClientId(1);
    private static final WorkloadId BOT = WorkloadId.ofBot(FIRST);
    private static final RepositoryPath VALUES = RepositoryPath.ofBot(FIRST);

    private final World world = new World();
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    private final Platform platform = new Platform(world, "one", envelopes);

    @Test
    void approvesAStartOnceTheBotIsSeenToIterate() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertThat(world.git().tree()).containsKey(VALUES);
        assertThat(platform.command(1).execution().lastProcess().orElseThrow())
                .isAfter(platform.command(1).execution().firstProcess().orElseThrow());
    }

    @Test
    void tellsEachLinkFromTheTransactionToTheSettlement() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        Command command = platform.command(1);
        assertThat(new InMemoryCommandViews(world).journal(command.id()))
                .extracting(JournalEntry::text)
                .contains(
                        "it opens: a start",
                        "commit " + command.commit().orElseThrow().hex(),
                        "pod " + command.execution().pod().orElseThrow().name(),
                        "it iterated at " + command.execution().lastProcess().orElseThrow(),
                        "evidence " + command.evidence().orElseThrow().digest().hex(),
                        "transaction "
                                + command.onChain().orElseThrow().transaction().hex());
    }

    @Test
    void rollsBackAStartWhoseStrategyDoesNotLoadWithTheBotsOwnWords() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(30);

        assertRolledBack(1, Reason.EXECUTION_FAILED, "Impossible to load Strategy 'NoSuchStrategy'");
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    /** As after an outage of the bots' database: the pod is still shown as it was then. */
    @Test
    void approvesABotThatFailedOnceAndThenRuns() {
        world.cluster()
                .strategy(
                        "SampleStrategy",
                        new Behaviour.Fails(
                                new Problem(Problem.Kind.CRASH_LOOP, "the database system is starting up")));
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(8);
        assertThat(platform.command(1).waitingOn())
                .hasValue("its next try; the last one ended with: the database system is starting up");

        world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        platform.run(30);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void rollsBackAnEnvelopeOfNoise() {
        world.chain().submit(ANN, Bytes.ofUtf8("noise"), 1_000_000);
        platform.run(30);

        assertRolledBack(1, Reason.UNREADABLE, "does not open");
        assertThat(world.git().commits()).isEmpty();
    }

    @Test
    void refusesAnEnvelopeCopiedByAnotherWalletAndStillTakesTheOriginal() {
        Bytes envelope = envelopes.seal(ANN, payload("1".repeat(32), Platform.start("SampleStrategy")));
        world.chain().submit(BOB, envelope, 1_000_000);
        world.chain().submit(ANN, envelope, 1_000_000);
        platform.run(40);

        assertRolledBack(1, Reason.UNREADABLE, "does not open");
        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void refusesARepeatedCommandKey() {
        Json.Members payload = payload("1".repeat(32), Platform.start("SampleStrategy"));
        world.chain().submit(ANN, envelopes.seal(ANN, payload), 1_000_000);
        platform.run(30);
        world.chain().submit(ANN, envelopes.seal(ANN, payload), 1_000_000);
        platform.run(30);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertRolledBack(2, Reason.DUPLICATE, "repeats command 1");
    }

    @Test
    void bringsTheOldBotBackWhenItsReplacementFails() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        Bytes approved = world.git().tree().get(VALUES);
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(30);

        assertRolledBack(2, Reason.EXECUTION_FAILED, "NoSuchStrategy");
        assertThat(world.git().tree()).containsEntry(VALUES, approved);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void stopsABotAndLeavesNoValuesFile() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);

        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    @Test
    void refundsAStopWhereNothingRuns() {
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);

        assertRolledBack(1, Reason.NOTHING_TO_STOP, "no bot");
    }

    @Test
    void approvesADrainWithOpenPositionsAndLeavesThePausedBot() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);

        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertThat(platform.command(2).execution().openTrades()).hasValue(1);
        assertThat(world.git().tree()).containsKey(VALUES);
    }

    @Test
    void leavesABotThatHoldsPositionsWhereItIsWhenTheStartAfterItsStopFails() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);
        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);

        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(3);
        world.stop(World.Part.CLUSTER);
        platform.run(1);
        world.clock().advance(Chain.WINDOW.minusSeconds(20));
        platform.run(5);
        world.restart(World.Part.CLUSTER);
        platform.run(60);

        assertEnded(3, Stage.ROLLED_BACK, OnChain.Outcome.ROLLED_BACK);
        assertThat(world.git().tree()).containsKey(VALUES);
        assertThat(world.cluster().removedHolding()).isEmpty();
    }

    @Test
    void takesADrainedBotAwayOnceItIsFlat() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(60);
        assertThat(world.git().tree()).containsKey(VALUES);

        world.cluster().exitAll(BOT);
        platform.run(10);

        assertThat(world.git().tree()).doesNotContainKey(VALUES);
        assertThat(platform.command(2).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void takesAwayWhatSomebodyPutBackByHand() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        Bytes values = Objects.requireNonNull(world.git().tree().get(VALUES));
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);

        world.git().commitByHand(VALUES, Optional.of(values));
        platform.run(10);

        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    @Test
    void leavesABotThatACommandAsksForWhichThisStoreHasYetToRead() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        Bytes values = Objects.requireNonNull(world.git().tree().get(VALUES));
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);

        world.git().commitByHand(VALUES, Optional.of(ofCommand(7, values)));
        platform.run(30);

        assertThat(world.git().tree()).containsKey(VALUES);
    }

    @Test
    void undoesNothingInPlaceOfACommandThatThisStoreHasYetToRead() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        Bytes values = Objects.requireNonNull(world.git().tree().get(VALUES));
        Bytes newer = ofCommand(7, values);
        world.git().commitByHand(VALUES, Optional.of(newer));

        world.clock().advance(Chain.WINDOW);
        platform.run(30);

        assertThat(platform.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(world.git().tree()).containsEntry(VALUES, newer);
    }

    @Test
    void replacesNoBotOfACommandThatThisStoreHasYetToRead() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        Bytes newer = ofCommand(7, Objects.requireNonNull(world.git().tree().get(VALUES)));
        world.git().commitByHand(VALUES, Optional.of(newer));

        platform.send(ANN, Platform.start("OtherStrategy"));
        platform.run(60);
        assertThat(world.git().tree()).containsEntry(VALUES, newer);
        assertThat(platform.command(2).waitingOn())
                .hasValueSatisfying(on -> assertThat(on).contains("command 7"));

        world.clock().advance(Chain.WINDOW);
        platform.run(30);
        assertThat(platform.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(world.git().tree()).containsEntry(VALUES, newer);
    }

    /** The values of another command of the same client. */
    private static Bytes ofCommand(long id, Bytes values) {
        return Bytes.ofUtf8(values.utf8().replaceFirst("(?m)^(\"?commandId\"?: \"?)1(\"?)$", "$1" + id + "$2"));
    }

    @Test
    void letsABotTradeOnWhoseStopCouldNotBeCarriedOut() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        world.cluster().noExitFills();
        platform.send(ANN, Platform.stop("exit"));
        platform.run(30);
        assertThat(world.cluster().isRunning(BOT)).isFalse();

        platform.run(600);

        assertRolledBack(2, Reason.TIMEOUT, "1 positions to close");
        assertThat(world.cluster().isRunning(BOT)).isTrue();
    }

    @Test
    void refusesAReplacementThatWouldTakeOverOpenPositionsUnasked() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.start("OtherStrategy"));
        platform.run(30);

        assertRolledBack(2, Reason.POSITIONS_OPEN, "1 positions are open");
        assertThat(platform.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void refusesAStartThatWouldTakeOverWhatADrainedBotStillHolds() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);
        platform.send(ANN, Platform.start("OtherStrategy"));
        platform.run(30);

        assertRolledBack(3, Reason.POSITIONS_OPEN, "1 positions are open");

        world.cluster().exitAll(BOT);
        platform.run(10);
        platform.send(ANN, Platform.start("OtherStrategy"));
        platform.run(30);

        assertEnded(4, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void refusesAStartThatWouldTakeOverWhatAStoppedBotLeftOpen() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.cluster().open(BOT, openTrade());
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
        platform.send(ANN, Platform.start("OtherStrategy"));
        platform.run(30);
        assertRolledBack(3, Reason.POSITIONS_OPEN, "1 positions are open");

        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        assertEnded(4, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void letsANewerStartTakeAnUnsettledOnesPlace() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        assertRolledBack(1, Reason.SUPERSEDED, "command 2 took its place");
        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void rollsBackAtTheCutOffABotThatNeverBecomesReady() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(600);

        assertRolledBack(1, Reason.TIMEOUT, "the pod to become ready");
        assertThat(platform.command(1).onChain().orElseThrow().at())
                .isBefore(platform.command(1).submission().deadline());
    }

    @Test
    void rollsBackABotThatRunsAnotherStrategy() {
        world.cluster().strategy("SampleStrategy", new Behaviour.RunsAnother("OtherStrategy"));
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        assertRolledBack(1, Reason.MISMATCH, "strategy is OtherStrategy instead of SampleStrategy");
    }

    @Test
    void neverConfirmsABotWhoseLastProcessStandsStill() {
        world.cluster().strategy("SampleStrategy", new Behaviour.StandsStill());
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(60);

        assertThat(platform.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        assertThat(platform.command(1).waitingOn()).hasValue("the bot's last_process to advance");
    }

    @Test
    void rollsBackWhenTheImageCannotBePulled() {
        world.cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.IMAGE_PULL, "no such image")));
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);

        assertRolledBack(1, Reason.NOT_DEPLOYED, "no such image");
    }

    @Test
    void undoesNothingWhileTheClusterIsAway() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(7);
        world.stop(World.Part.CLUSTER);
        platform.run(120);
        assertThat(Stage.IN_LANE).contains(platform.command(1).stage());
        assertThat(platform.command(1).ending()).isEmpty();
        world.restart(World.Part.CLUSTER);
        platform.run(30);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void tearsDownWhatTheClientReclaimedWhileThePlatformWasAway() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(8);
        assertThat(world.git().tree()).containsKey(VALUES);
        // Nobody settles: only the chain and the cluster go on.
        world.clock().advance(Duration.ofMinutes(11));
        world.chain().mine();
        world.chain().reclaim(new CommandId(1));
        world.chain().mine(3);
        platform.run(30);

        assertEnded(1, Stage.RECLAIMED, OnChain.Outcome.RECLAIMED);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    @Test
    void takesDownWhatAReplacementLeftThatItsClientReclaimed() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        platform.send(ANN, Platform.start("OtherStrategy"));
        for (int second = 0; second < 20 && platform.command(1).stage() != Stage.REFUNDING; second++) {
            platform.run(1);
        }
        assertThat(platform.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(platform.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(world.git().tree()).containsKey(VALUES);
        world.clock().advance(Duration.ofMinutes(11));
        world.chain().mine();
        world.chain().reclaim(new CommandId(2));
        world.chain().mine(3);

        platform.run(30);

        assertEnded(2, Stage.RECLAIMED, OnChain.Outcome.RECLAIMED);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
        assertThat(world.cluster().pods()).isEmpty();
    }

    @Test
    void approvesAStopWhereABotShouldRunAndIsGone() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.git().commitByHand(VALUES, Optional.empty());
        platform.run(3);
        platform.send(ANN, Platform.stop("now"));

        platform.run(30);

        assertEnded(2, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    @Test
    void settlesSeveralWaitingVerdictsInOneTransaction() {
        for (int client = 1; client <= 5; client++) {
            platform.send(new Address("0x" + String.valueOf(client).repeat(40)), Platform.start("SampleStrategy"));
        }
        platform.run(40);

        assertThat(java.util.stream.LongStream.rangeClosed(1, 5)
                        .mapToObj(id ->
                                platform.command(id).onChain().orElseThrow().transaction())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void followsACommandToAnotherBlockAfterAReorganisation() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(2);
        world.chain().drop(2, true);
        platform.run(40);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
    }

    private static Json.Members payload(String key, Json.Members command) {
        return Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of(key))
                .with("notAfter", Json.of(Instant.parse("2026-06-01T00:00:00Z").getEpochSecond()))
                .with("command", command);
    }

    private static OpenTrade openTrade() {
        return new OpenTrade(
                1,
                "BTC/USDT",
                false,
                Instant.parse("2026-01-01T00:00:00Z"),
                BigDecimal.TEN,
                BigDecimal.TEN,
                BigDecimal.ONE,
                BigDecimal.ZERO);
    }

    /** As when the node is another one, or was reset. */
    @Test
    void undoesNothingWhereTheNodeHasAnotherPastThanWasFinal() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
        world.chain().drop((int) world.chain().latest().ref().number() - 1, false);
        for (int block = 0; block < 40; block++) {
            world.chain().mine();
        }

        assertThatThrownBy(platform::step).isInstanceOf(Permanent.class).hasMessageContaining("nothing is undone");

        world.clock().advance(Duration.ofHours(2));
        assertThatThrownBy(platform::step).isInstanceOf(Permanent.class);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.APPROVED);
        assertThat(world.git().tree()).containsKey(VALUES);
    }

    @Test
    void leavesABotAloneWhoseApprovalThisStoreHasForgotten() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        assertThat(platform.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        settleElsewhere(1, new Decision.Approve());
        world.chain().mine(100);
        world.clock().advance(Chain.WINDOW);

        platform.advance();
        assertThat(platform.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        platform.run(30);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertThat(world.git().tree()).containsKey(VALUES);
        assertThat(world.git().commits()).hasSize(1);
    }

    @Test
    void takesUpACommandThatWasApprovedBeforeThisStoreHeardOfIt() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        world.chain().mine();
        settleElsewhere(1, new Decision.Approve());
        platform.send(ANN, Platform.stop("now"));

        platform.run(60);

        assertEnded(1, Stage.APPROVED, OnChain.Outcome.APPROVED);
        assertThat(platform.command(2).stage()).isIn(Stage.APPROVED, Stage.ROLLED_BACK);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    @Test
    void carriesOutNothingThatWasRolledBackBeforeThisStoreHeardOfIt() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        world.chain().mine();
        settleElsewhere(1, new Decision.Rollback(Reason.CAPACITY));

        platform.run(30);

        assertEnded(1, Stage.ROLLED_BACK, OnChain.Outcome.ROLLED_BACK);
        assertThat(platform.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.CAPACITY);
        assertThat(world.git().commits()).isEmpty();
    }

    @Test
    void takesDownWhatWasRolledBackMeanwhile() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        settleElsewhere(1, new Decision.Rollback(Reason.CAPACITY));

        platform.run(30);

        assertEnded(1, Stage.ROLLED_BACK, OnChain.Outcome.ROLLED_BACK);
        assertThat(world.git().tree()).doesNotContainKey(VALUES);
    }

    @Test
    void undoesNothingBeforeTheChainIsRead() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(20);
        world.clock().advance(Chain.WINDOW);
        // Another replica reads, or nobody does: this one only has its turn with the commands.
        world.chain().mine(100);

        platform.advance();

        assertThat(platform.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        assertThat(platform.command(1).waitingOn()).contains("the chain to be read before anything is undone");
        platform.run(30);
        assertRolledBack(1, Reason.TIMEOUT, "there was no proof of the execution in time");
    }

    /** As the platform did before its store was restored from an older copy, or another one with the same key does. */
    private void settleElsewhere(long id, Decision decision) {
        Submission submission = world.chain().submissions().get((int) id - 1);
        InMemorySettlementLedger ledger = new InMemorySettlementLedger(world);
        Entry entry = new Entry(submission.id(), submission.tag(), decision, CanonicalJson.sha256(Json.of("lost")));
        ledger.send(ledger.sign(
                        List.of(entry),
                        ledger.account().nextNonce(),
                        ledger.fees(),
                        world.clock().instant())
                .latest());
        world.chain().mine();
    }

    private void assertEnded(long id, Stage stage, OnChain.Outcome outcome) {
        Command command = platform.command(id);
        assertThat(command.stage()).as("%s", command).isEqualTo(stage);
        assertThat(command.onChain().orElseThrow().outcome()).isEqualTo(outcome);
        assertThat(world.chain().outcome(new CommandId(id)).orElseThrow().outcome())
                .isEqualTo(outcome);
    }

    private void assertRolledBack(long id, Reason reason, String detail) {
        assertEnded(id, Stage.ROLLED_BACK, OnChain.Outcome.ROLLED_BACK);
        assertThat(platform.command(id).ending().orElseThrow().reason()).isEqualTo(reason);
        assertThat(platform.command(id).ending().orElseThrow().detail()).contains(detail);
        assertThat(platform.command(id).onChain().orElseThrow().reasonCode()).isEqualTo(reason.code());
    }
}
