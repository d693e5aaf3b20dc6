package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Role;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What becomes of a bot that has opened positions when its start is undone. */
class HoldingBotsTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void stayPausedWhenTheirStartIsUndoneAndGoOnceTheyAreFlat() {
        approvedAndHolding();

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).execution().openTrades()).hasValue(1);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.runAll(10);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.bot(1)).isEqualTo(new BotState.Draining(OptionalInt.of(1)));
        assertThat(drained()).isZero();

        bench.world.cluster().exitAll(BOT);

        assertThat(drained()).isEqualTo(1);
        bench.run(1);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void areWaitedForUntilTheyTellWhatTheyHoldButNotForEver() {
        approvedAndHolding();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).startsWith("the bot to tell its open positions: ");

        bench.run((int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void haveAllTheirTimeToTellAlsoUnderAReplicaWhoseClockIsAhead() {
        approvedAndHolding();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        missTheDeadline();
        assertThat(bench.command(1).askedInVainSince()).isPresent();

        for (int second = 0; second < 5; second++) {
            bench.tick();
            bench.commitWith(Clock.offset(bench.world.clock(), Duration.ofHours(1)));
        }

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void stayByWhatTheyHaveToldWhereTheyFallSilentAfterwards() {
        approvedAndHolding();
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        while (bench.command(1).execution().openTrades().isEmpty()) {
            bench.run(1);
        }
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());

        bench.run(2 * (int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    /** It may trade while it says nothing: at its next start it opens nothing more. */
    @Test
    void comeUpPausedFromThenOnWhereTheyAreLiveAndReadyAndDoNotAnswer() {
        bench.submit(Bench.wallet(1), LiveBot.LIVE);
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());

        missTheDeadline();
        bench.run(3);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.world.git().tree().values())
                .singleElement()
                .satisfies(values -> assertThat(ValuesDocument.isPaused(values)).isTrue());
    }

    @Test
    void stayForAsLongAsNobodyReachesTheCluster() {
        approvedAndHolding();
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));

        missTheDeadline();
        bench.run(2 * (int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    /** Nobody asked it while the cluster was away: that is no silence of its own. */
    @Test
    void haveTheirTimeToTellAlsoAfterAnOutageInWhichNobodyAskedThem() {
        approvedAndHolding();
        Workloads reached = bench.workloads;
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));
        missTheDeadline();
        bench.run(2 * (int) Platform.POLICY.restorePatience().toSeconds());
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());
        bench.workloads = reached;

        bench.run(5);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        bench.run(3);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areReplacedByNoStartThatWouldTakeTheirPositionsOverUnasked() {
        approvedAndHolding();
        missTheDeadline();
        bench.runAll(10);

        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areReplacedByAStartThatTradesAsTheyDid() {
        approvedAndHolding();
        missTheDeadline();
        bench.runAll(10);

        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    @Test
    void holdUpTheirClientsNextStartForSoLongOnlyWhereTheyNeverTell() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        missTheDeadline();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);

        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn().orElseThrow()).startsWith("the running bot to tell its open positions");

        bench.runAll((int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
    }

    /** The platform was away from the commit to the cut-off: nobody saw the bot iterate. */
    @Test
    void stayAlsoWhereNobodySawThemTrade() {
        deployedUnseen();
        bench.world.cluster().open(BOT, Bench.openTrade());

        missTheDeadline();
        bench.runAll(10);

        assertThat(bench.command(1).execution().firstProcess()).isEmpty();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        assertThat(bench.bot(1)).isEqualTo(new BotState.Draining(OptionalInt.of(1)));
    }

    @Test
    void areWaitedForAlsoWhereTheyWereSilentFromTheBeginning() {
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        bench.world.cluster().open(BOT, Bench.openTrade());

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).startsWith("the bot to tell its open positions: ");

        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        bench.run(3);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    /** A pod can be missing for a moment, while its node is drained, and come back with what it holds. */
    @Test
    void areWaitedForWhereTheirPodIsMissingThoughTheClusterHasTakenTheirValuesUp() {
        deployedUnseen();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());
        bench.workloads =
                bench.seeing(new Observation.Seen(bench.command(1).commit(), Optional.empty(), Optional.empty()));

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.world.git().tree()).isNotEmpty();
    }

    @Test
    void areNotWaitedForWhereTheirContainerWasNeverStarted() {
        deployedUnseen();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());
        Pod pod = Objects.requireNonNull(bench.world.cluster().pods().get(BOT));
        assertThat(pod.phase()).isEqualTo(Pod.Phase.PENDING);
        bench.workloads =
                bench.seeing(new Observation.Seen(bench.command(1).commit(), Optional.of(pod), Optional.empty()));

        missTheDeadline();

        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void areNotWaitedForWhereTheClusterNeverTookThemUp() {
        deployedUnseen();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());
        bench.workloads = bench.seeing(new Observation.Seen(Optional.empty(), Optional.empty(), Optional.empty()));

        missTheDeadline();

        assertThat(bench.world.git().tree()).isEmpty();
    }

    /** It may have traded before, and fail now since an outage takes its database from it, too. */
    @Test
    void areWaitedForWhereTheyFailAndNobodySawThemFailBefore() {
        deployedUnseen();
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.world
                .cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, "no database")));

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        bench.run(3);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areReplacedByNoStartThatWouldTakeOverUnaskedWhatNobodySawThemOpen() {
        deployedUnseen();
        bench.world.cluster().open(BOT, Bench.openTrade());

        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(30);

        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areNotWaitedForWhereTheyWereSeenAndNeverBecameReady() {
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    private int drained() {
        return bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }

    /** A start that was committed and that the cluster took up, while nobody looked. */
    private void deployedUnseen() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        while (bench.commands
                .find(new CommandId(1))
                .filter(command -> command.stage() == Stage.COMMITTED)
                .isEmpty()) {
            bench.run(1);
        }
        bench.world.cluster().reconcile();
    }

    /** A start whose approval is stored and never sent, and whose bot trades meanwhile. */
    private void approvedAndHolding() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.cluster().open(BOT, Bench.openTrade());
    }

    private void missTheDeadline() {
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.run(8);
    }
}
