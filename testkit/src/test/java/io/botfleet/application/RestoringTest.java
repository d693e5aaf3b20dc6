package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What has to be seen of the former bot before a fee goes back, and for how long a refund waits for it. */
class RestoringTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void refundsOnceTheFormerBotIsBack() {
        restoreAfterAFailedReplacement();
        bench.tick();
        bench.advance();
        assertThat(stage(2)).as("the cluster has not followed").isEqualTo(Stage.RESTORING);
        assertThat(bench.command(2).waitingOn()).hasValue("the cluster to be as it was before");

        bench.run(2);

        assertThat(stage(2)).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void hasAFailedBotTakenAwayByAClusterThatKeepsWhatIsRemoved() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));

        bench.run(30);

        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void hasAFailedBotTakenAwayOnlyOnceTheClusterHasTakenUpThatItIsUndone() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));
        do {
            bench.run(1);
        } while (bench.commands.isIdle(new ClientId(1)) || stage(1) != Stage.RESTORING);

        bench.runBesideTheCluster(5);
        assertThat(stage(1)).isEqualTo(Stage.RESTORING);
        assertThat(bench.world.cluster().pods()).containsKey(BOT);

        bench.run(3);
        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void leavesTheFormerBotToAClusterThatKeepsWhatIsRemoved() {
        bench.world.cluster().keepWhatIsRemoved();
        restoreAfterAFailedReplacement();

        bench.run(3);

        assertThat(stage(2)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).containsKey(BOT);
    }

    @Test
    void waitsForTheFormerBotToBeReady() {
        restoreAfterAFailedReplacement();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());

        bench.run(10);
        assertThat(stage(2)).isEqualTo(Stage.RESTORING);

        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        bench.run(2);
        assertThat(stage(2)).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void keepsARefundNoLongerThanItsPatience() {
        restoreAfterAFailedReplacement();
        bench.world.stop(World.Part.CLUSTER);
        Command restoring = bench.command(2);
        Duration patience = Platform.POLICY.restorePatience();
        assertThat(restoring.since().plus(patience))
                .isBefore(restoring.submission().deadline());

        bench.world.clock().advance(patience.minusSeconds(2));
        bench.advance();
        assertThat(stage(2)).isEqualTo(Stage.RESTORING);

        bench.world.clock().advance(Duration.ofSeconds(3));
        bench.advance();
        assertThat(stage(2)).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void keepsARefundNoLongerThanItsDeadline() {
        bench.world.cluster().strategy("Slow", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("Slow"));
        bench.run(20);
        bench.world.clock().advance(Chain.WINDOW.minusSeconds(60));
        bench.run(1);
        bench.world.stop(World.Part.CLUSTER);
        bench.world.clock().advance(Duration.ofSeconds(30));
        bench.advance();
        assertThat(stage(1)).isEqualTo(Stage.RESTORING);

        bench.world.clock().advance(Duration.ofSeconds(20));
        bench.advance();

        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void refundsAFirstStartOnceItsBotIsGone() {
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));
        while (!bench.commands
                .find(new CommandId(1))
                .filter(command -> command.stage() == Stage.RESTORING)
                .isPresent()) {
            bench.run(1);
        }
        bench.tick();
        bench.advance();
        assertThat(stage(1)).as("its pod is still there").isEqualTo(Stage.RESTORING);

        bench.run(2);

        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
    }

    /** A pod can be missing for a moment, while the values that failed still stand. */
    @Test
    void takesAMissingPodForNoProofBeforeTheClusterHasTakenUpTheUndoing() {
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));
        while (bench.commands
                .find(new CommandId(1))
                .filter(command -> command.stage() == Stage.RESTORING)
                .isEmpty()) {
            bench.run(1);
        }
        bench.workloads =
                bench.seeing(new Observation.Seen(bench.command(1).commit(), Optional.empty(), Optional.empty()));
        bench.tick();

        bench.advance();

        assertThat(stage(1)).isEqualTo(Stage.RESTORING);
    }

    /** A stop that gives up has to see the bot that it paused trade again. */
    @Test
    void refundsAStopOnceTheBotThatItPausedSaysThatItRuns() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.world.cluster().noExitFills();
        bench.submit(Bench.wallet(1), Platform.stop("exit"));
        bench.run(10);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.world.clock().advance(Chain.WINDOW.multipliedBy(4).dividedBy(5));

        bench.run(5);

        assertThat(stage(2)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    /** The first start runs and is approved, its replacement failed, and Git is back; the cluster has not followed. */
    private void restoreAfterAFailedReplacement() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        bench.submit(Bench.wallet(1), Platform.start("NoSuchStrategy"));
        do {
            bench.run(1);
        } while (bench.commands.isIdle(new ClientId(1)) || stage(2) != Stage.RESTORING);
    }

    private Stage stage(long id) {
        return bench.command(id).stage();
    }
}
