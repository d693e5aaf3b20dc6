package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live bot that has said that it is paused and holds nothing, and that starts anew before the cluster has taken it away. */
class CrashingBotsTest extends LiveBot {
    private static final Problem CRASH_LOOP = new Problem(Problem.Kind.CRASH_LOOP, "it ended with 1");

    @Test
    void drainWhatTheyOpenedUnderAStop() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        crashesAndTrades();

        bench.run(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(2).execution().openTrades()).hasValue(1);
        staysPaused();
    }

    @Test
    void sellWhatTheyOpenedUnderAStopWithExit() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop("exit"));
        crashesAndTrades();

        bench.run(15);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().pods()).isEmpty();
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
    }

    @Test
    void makeNoWayForAStartThatWouldNotManageWhatTheyOpened() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), ELSEWHERE);
        crashesAndTrades();

        bench.run(10);

        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(file()).isEqualTo(valuesOf(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
    }

    @Test
    void stayWhereTheirStartIsUndone() {
        bench.submit(Bench.wallet(1), LIVE);
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        crashesAndTrades();

        bench.run(5);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        staysPaused();
    }

    /** Somebody put its values back by hand, and it is flat when it is looked at. */
    @Test
    void stayWhereNobodyAsksForThem() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        bench.world.git().commitByHand(VALUES, Optional.of(valuesOf(1)));
        bench.world.cluster().reconcile();

        assertThat(drained()).isEqualTo(1);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        assertThat(drained()).as("the cluster has yet to take it up").isZero();
        crashesAndOpens();
        bench.world.cluster().reconcile();
        assertThat(drained()).isZero();
        staysPaused();

        bench.world.cluster().exitAll(BOT);
        assertThat(drained()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "exit"})
    void goWithOneCommitMoreWhereNothingHappens(String mode) {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop(mode));

        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.git().commits()).hasSize(3);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "exit"})
    void goAtOnceWhereTheyAreDryRuns(String mode) {
        approved(1, DRY);
        bench.submit(Bench.wallet(1), Platform.stop(mode));

        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.git().commits()).hasSize(2);
    }

    /** A live bot that is to be there and is not may be there, and trade, in the next moment. */
    @Test
    void comeUpPausedAlsoWhereTheyAreNotThereWhenTheyAreToGo() {
        approved(1, LIVE);
        bench.world.cluster().lose(BOT);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runBesideTheCluster(10);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));

        bench.world.cluster().apply();
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.run(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        staysPaused();
    }

    /** It answers between two crashes, and trades wherever it comes up. */
    @Test
    void stayAlsoWhereTheirStartIsUndoneSinceTheyCrash() {
        bench.submit(Bench.wallet(1), LIVE);
        while (bench.commands
                .find(new CommandId(1))
                .filter(command -> command.execution().firstProcess().isPresent())
                .isEmpty()) {
            bench.run(1);
        }
        for (int restarts = 1; restarts <= 2; restarts++) {
            bench.workloads = bench.seeing(seen(restarts, Optional.of(CRASH_LOOP)));
            bench.runBesideTheCluster(2);
        }
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.EXECUTION_FAILED);

        bench.workloads = bench.seeing(seen(3, Optional.empty()));
        bench.runBesideTheCluster(3);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));

        bench.workloads = new InMemoryWorkloads(bench.world);
        crashesAndOpens();
        bench.run(5);
        staysPaused();
    }

    private Observation.Seen seen(int restarts, Optional<Problem> problem) {
        Pod pod = Objects.requireNonNull(bench.world.cluster().pods().get(BOT));
        return new Observation.Seen(
                bench.command(1).commit(),
                Optional.of(new Pod(
                        pod.name(),
                        pod.uid(),
                        pod.command(),
                        pod.valuesDigest(),
                        pod.image(),
                        problem.isPresent() ? Pod.Phase.RUNNING : Pod.Phase.READY,
                        restarts,
                        pod.startedAt())),
                problem);
    }

    /** Its node may be away with it, and it comes back with what it holds. */
    @Test
    void areWaitedForWhereTheyHaveNoPodButNotForEver() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.workloads = bench.seeing(nothing());
        bench.runBesideTheCluster(5);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        bench.workloads = bench.seeing(nothing());
        bench.runBesideTheCluster(5);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn().orElseThrow()).contains("which has no pod");

        bench.runBesideTheCluster((int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(2).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    private Observation nothing() {
        return new Observation.Seen(bench.world.git().head(), Optional.empty(), Optional.empty());
    }

    /** This store is an older copy of itself: the bot that takes the place is there already. */
    @Test
    void areNotPutInPlaceOfTheBotThatTheyWereToMakeWayFor() {
        approved(1, LIVE);
        bench.submit(Bench.wallet(1), ELSEWHERE);
        for (int second = 0; second < 10; second++) {
            bench.tick();
            bench.world.chain().mine();
            bench.ingest();
            bench.advance();
        }
        assertThat(bench.command(2).pausesFirst()).isTrue();
        Bytes own = Bytes.ofUtf8(valuesOf(1).utf8().replace("commandId: \"1\"", "commandId: \"2\""));
        bench.world.git().commitByHand(VALUES, Optional.of(own));

        bench.commit();

        assertThat(file()).isEqualTo(own);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
    }

    /** After it has answered, and before the cluster takes up what is committed for it. */
    private void crashesAndTrades() {
        bench.runBesideTheCluster(10);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        crashesAndOpens();
    }

    private void crashesAndOpens() {
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.world.cluster().restart(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        bench.world.cluster().open(BOT, Bench.openTrade());
    }
}
