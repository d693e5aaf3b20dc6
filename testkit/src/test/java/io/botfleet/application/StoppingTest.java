package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each kind of stop does with positions, and what proves that a bot is gone. */
class StoppingTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void closesEveryPositionBeforeAnExitRemovesTheBot() {
        runningBot();
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.submit(Bench.wallet(1), Platform.stop("exit"));

        bench.run(30);

        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(2).execution().openTrades()).hasValue(0);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void carriesOutAnExitOfABotThatHoldsNothing() {
        runningBot();
        bench.submit(Bench.wallet(1), Platform.stop("exit"));

        bench.run(30);

        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void hasABotTakenAwayByAClusterThatKeepsWhatIsRemoved() {
        bench.world.cluster().keepWhatIsRemoved();
        runningBot();
        bench.submit(Bench.wallet(1), Platform.stop("now"));

        bench.run(30);

        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void takesABotAwayOnlyOnceTheClusterHasTakenUpThatItsValuesAreGone() {
        bench.world.cluster().keepWhatIsRemoved();
        runningBot();
        bench.submit(Bench.wallet(1), Platform.stop("now"));

        bench.runBesideTheCluster(15);

        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).waitingOn()).hasValue("the cluster to take up the commit");
        assertThat(bench.world.cluster().pods()).containsKey(BOT);

        bench.run(3);
        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void remembersWhatABotHeldThatWasRemovedAtOnce() {
        runningBot();
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.submit(Bench.wallet(1), Platform.stop("now"));

        bench.run(30);

        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(2).execution().openTrades()).hasValue(1);
    }

    @Test
    void waitsForABotThatCannotBeAskedToPause() {
        runningBot();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.stop("drain"));

        bench.run(15);

        assertThat(stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn().orElseThrow())
                .startsWith("the bot to pause: ")
                .endsWith("(mode now removes it unasked)");
        assertThat(bench.world.git().tree()).isNotEmpty();
    }

    @Test
    void removesABotThatCannotBeAskedWhereItIsToGoNow() {
        runningBot();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.stop("now"));

        bench.run(15);

        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void refusesNothingBecauseTheClusterIsAway() {
        runningBot();
        bench.world.stop(World.Part.CLUSTER);
        bench.submit(Bench.wallet(1), Platform.stop("now"));

        bench.run(15);
        assertThat(stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn()).hasValue("the cluster to answer");

        bench.world.restart(World.Part.CLUSTER);
        bench.run(15);
        assertThat(stage()).isEqualTo(Stage.APPROVING);
    }

    @Test
    void carriesOutAStopOfABotThatTheClusterHasNotStartedYet() {
        runningBot();
        bench.workloads =
                bench.seeing(new Observation.Seen(bench.world.git().head(), Optional.empty(), Optional.empty()));
        bench.submit(Bench.wallet(1), Platform.stop("drain"));

        bench.run(15);

        assertThat(bench.command(2).ending()).isEmpty();
        assertThat(bench.world.git().tree()).isEmpty();
    }

    /** A pod can be missing for a moment, while its values stand: only a revision with the stop in it proves anything. */
    @Test
    void takesAMissingPodForNoProofBeforeTheClusterHasTakenUpTheStop() {
        runningBot();
        CommitId before = bench.world.git().head().orElseThrow();
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        while (bench.world.git().tree().containsKey(io.botfleet.domain.gitops.RepositoryPath.ofBot(new ClientId(1)))) {
            bench.run(1);
        }
        bench.workloads = bench.seeing(new Observation.Seen(Optional.of(before), Optional.empty(), Optional.empty()));

        bench.run(5);

        assertThat(stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).waitingOn()).hasValue("the cluster to take up the commit");
    }

    /** A replica may be stopped between looking and calling, and wake when the client has another bot. */
    @Test
    void reachesNoBotThatTookThePlaceOfTheOneItSaw() {
        runningBot();
        Observation former = bench.workloads.observe(BOT);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(stage()).isEqualTo(Stage.APPROVED);
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.workloads = bench.seeing(former);
        bench.submit(Bench.wallet(1), Platform.stop("exit"));

        bench.run(10);

        assertThat(bench.command(3).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(3).waitingOn().orElseThrow()).contains("its API answers 401");
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        assertThat(bench.world.cluster().holds(BOT)).isTrue();
    }

    private void runningBot() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    private Stage stage() {
        return bench.command(2).stage();
    }
}
