package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A bot that nobody asks for any more opens nothing, also when it is started anew while the platform is away. */
class ComingUpPausedTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final RepositoryPath VALUES = RepositoryPath.ofBot(CLIENT);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);

    private final Bench bench = new Bench();

    @Test
    void isWhatABotDoesThatAStopLeftSinceItHoldsPositions() {
        holdingBot();
        Pod before = pod();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(pod()).as("the commit restarts nothing").isEqualTo(before);

        bench.world.cluster().restart(BOT);

        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        assertThat(bench.world.cluster().holds(BOT)).isTrue();
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
    }

    @Test
    void isWhatABotDoesWhoseStartWasUndoneWhileItHeldPositions() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.cluster().open(BOT, Bench.openTrade());
        Pod before = pod();

        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.run(8);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        bench.world.cluster().restart(BOT);

        assertThat(pod()).isEqualTo(before);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        assertThat(bench.command(1).undoCommit()).isEqualTo(bench.world.git().head());
    }

    /** The stop may have left the chain and come back since it was seen, and its bot traded meanwhile. */
    @Test
    void isSeenOnceMoreRightBeforeAStopIsApprovedThatLeavesABot() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        for (int second = 0; second < 30 && !isConfirmed(); second++) {
            bench.run(1);
        }
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));
        bench.run(5);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.CONFIRMED);
        assertThat(bench.command(2).waitingOn().orElseThrow()).startsWith("the bot to say that it is paused");

        bench.workloads = new InMemoryWorkloads(bench.world);
        bench.run(3);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    private boolean isConfirmed() {
        return bench.commands
                .find(new CommandId(2))
                .filter(command -> command.stage() == Stage.CONFIRMED)
                .isPresent();
    }

    @Test
    void isSeenToBeDeployedBeforeAStopIsApprovedThatLeavesABot() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        withoutTheCluster(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).waitingOn()).hasValue("the cluster to take up the commit");
        // What starts before that knows nothing of it.
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();

        bench.run(5);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(2).execution().revision())
                .isEqualTo(bench.command(2).commit());
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    @Test
    void isWaitedForBeforeAStopIsApprovedWhileTheBotSaysNothing() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        withoutTheCluster(20);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.Silent());

        bench.run(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.command(2).waitingOn().orElseThrow()).startsWith("the bot to say that it is paused: ");
        assertThat(bench.command(2).execution().openTrades()).hasValue(1);
    }

    @Test
    void isSeenToBeDeployedBeforeAnUndoneStartIsRefunded() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.StandsStill());
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.settleElsewhere(1, new Decision.Rollback(Reason.TIMEOUT));
        withoutTheCluster(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RESTORING);
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();

        bench.run(3);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    /** The stop was refunded: its bot is its client's again, and as it was. */
    @Test
    void isTakenBackWithAStopThatComesToNothing() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        withoutTheCluster(20);
        assertThat(ValuesDocument.isPaused(file())).isTrue();
        bench.world.clock().advance(Chain.WINDOW.multipliedBy(4).dividedBy(5));

        bench.run(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(file()).isEqualTo(valuesOf(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    /** The start that was to replace it is in Git, and the cluster has not taken it up. */
    @Test
    void isCommittedForTheBotThatAnsweredAndNotForTheOneWhoseValuesAreInGit() {
        holdingBot();
        Pod before = pod();
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        withoutTheCluster(20);
        assertThat(file()).isEqualTo(valuesOf(2));

        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        withoutTheCluster(20);
        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));

        bench.runAll(20);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
        assertThat(pod()).isEqualTo(before);
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
    }

    @Test
    void endsWithTheNextStart() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);

        bench.world.cluster().restart(BOT);

        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        assertThat(file()).isEqualTo(valuesOf(3));
    }

    @Test
    void holdsForTwoStopsOfOneBotToo() {
        holdingBot();
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);

        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
    }

    private void holdingBot() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        bench.world.cluster().open(BOT, Bench.openTrade());
    }

    /** As {@link Bench#run}, while the cluster takes nothing up. */
    private void withoutTheCluster(int seconds) {
        for (int second = 0; second < seconds; second++) {
            bench.tick();
            bench.world.chain().mine();
            bench.ingest();
            bench.advance();
            bench.commit();
        }
    }

    private Pod pod() {
        return Objects.requireNonNull(bench.world.cluster().pods().get(BOT));
    }

    private Bytes file() {
        return Objects.requireNonNull(bench.world.git().tree().get(VALUES));
    }

    private Bytes valuesOf(long start) {
        return bench.command(start).prepared().flatMap(Prepared::content).orElseThrow();
    }
}
