package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.GitHistory;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live bot that is in Git, that the cluster has yet to bring up, and that nobody wants any more. */
class ComingBotsTest extends LiveBot {
    private static final int PATIENCE = (int) Platform.POLICY.restorePatience().toSeconds();

    @Test
    void isAskedBeforeADryRunTakesItsPlace() {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), DRY);
        bench.runBesideTheCluster(10);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.SUPERSEDED);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);

        comesUpAndTrades();
        bench.run(10);

        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        staysPaused();
    }

    @Test
    void isAskedBeforeAStartOnAnotherMarketTakesItsPlace() {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), ELSEWHERE);
        bench.runBesideTheCluster(10);

        comesUpAndTrades();
        bench.run(10);

        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        staysPaused();
    }

    /** The cluster was on its way to nothing yet: all that it takes up is a bot that trades never. */
    @Test
    void makesWayOnceItCameUpPaused() {
        committed(1, LIVE);
        bench.submit(Bench.wallet(1), DRY);
        bench.runBesideTheCluster(10);

        bench.world.cluster().reconcile();
        assertThat(runs()).hasValue(new CommandId(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.run(20);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        assertThat(runs()).hasValue(new CommandId(2));
    }

    @Test
    void isReplacedAtOnceByAStartThatManagesWhatItMayOpen() {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), LIVE.with("maxOpenTrades", Json.of(5)));

        bench.runBesideTheCluster(10);

        assertThat(file()).isEqualTo(valuesOf(2));
        assertThat(bench.world.git().commits().stream().map(GitHistory.Commit::tree))
                .noneMatch(tree ->
                        tree.containsKey(VALUES) && ValuesDocument.isPaused(Objects.requireNonNull(tree.get(VALUES))));
    }

    @Test
    void isReplacedAtOnceWhereItIsADryRun() {
        onItsWay(1, DRY);
        bench.submit(Bench.wallet(1), ELSEWHERE);

        bench.runBesideTheCluster(10);

        assertThat(file()).isEqualTo(valuesOf(2));
    }

    /** The start that would have managed what it opens comes to nothing itself. */
    @Test
    void isSeenBeforeAStopAlsoWhereNobodyPausedIt() {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), LIVE.with("maxOpenTrades", Json.of(5)));
        bench.runBesideTheCluster(4);
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runBesideTheCluster(10);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.QUEUED);

        comesUpAndTrades();
        bench.run(10);

        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(3).execution().openTrades()).hasValue(1);
        staysPaused();
    }

    @Test
    void drainsWhereAStopTakesItsPlace() {
        stoppedOnItsWay("drain");

        assertThat(bench.command(2).execution().openTrades()).hasValue(1);
        staysPaused();
    }

    @Test
    void sellsWhatItOpenedWhereAStopWithExitTakesItsPlace() {
        stoppedOnItsWay("exit");

        assertThat(bench.command(2).execution().openTrades()).hasValue(0);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void isCountedWhereItIsToGoNow() {
        stoppedOnItsWay("now");

        assertThat(bench.command(2).execution().openTrades()).hasValue(1);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    private void stoppedOnItsWay(String mode) {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), Platform.stop(mode));
        bench.runBesideTheCluster(10);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);

        comesUpAndTrades();
        bench.run(10);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
    }

    @Test
    void staysWhereItIsUndoneSinceItWasTooLate() {
        onItsWay(1, LIVE);
        missTheDeadline();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("the cluster has yet to take up");
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));

        comesUpAndTrades();
        bench.run(5);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).execution().openTrades()).hasValue(1);
        staysPaused();
    }

    @Test
    void goesWhereItIsUndoneAndCameUpPaused() {
        committed(1, LIVE);
        missTheDeadline();

        bench.run(5);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void staysInPlaceOfTheDryRunThatItWasToReplace() {
        approved(1, DRY);
        onItsWay(2, LIVE);
        missTheDeadline();

        comesUpAndTrades();
        bench.run(5);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(runs()).hasValue(new CommandId(2));
        staysPaused();
    }

    /** What it holds is where the former bot never looks, whether anybody saw it come up or not. */
    @Test
    void staysInPlaceOfAFormerBotOnAnotherExchange() {
        approved(1, ELSEWHERE);
        bench.submit(Bench.wallet(1), LIVE);
        bench.run(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVING);
        bench.world.cluster().open(BOT, Bench.openTrade());

        missTheDeadline();
        bench.run(5);
        assertThat(runs()).hasValue(new CommandId(2));
        staysPaused();

        bench.world.cluster().exitAll(BOT);
        bench.runAll(10);
        assertThat(drained()).isEqualTo(1);
        bench.run(1);
        assertThat(runs()).hasValue(new CommandId(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    /** Its container is made already, and may be ready in the next moment. */
    @Test
    void isPausedAlsoWhereItsPodIsThereAndNotReady() {
        committed(1, LIVE);
        bench.world.cluster().reconcile();
        Pod pod = Objects.requireNonNull(bench.world.cluster().pods().get(BOT));
        assertThat(pod.phase()).isEqualTo(Pod.Phase.PENDING);
        bench.workloads =
                bench.seeing(new Observation.Seen(bench.world.git().head(), Optional.of(pod), Optional.empty()));

        missTheDeadline();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));

        bench.workloads =
                bench.seeing(new Observation.Seen(bench.world.git().head(), Optional.of(pod), Optional.empty()));
        bench.runBesideTheCluster(2);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void isWaitedForWhereItsContainerRunsAndIsNotReady() {
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), LIVE);
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        missTheDeadline();
        bench.run(5);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);

        bench.run(PATIENCE);

        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void holdsUpNoRefundForLongWhereTheClusterTakesNothingUp() {
        onItsWay(1, LIVE);
        missTheDeadline();

        bench.runBesideTheCluster(PATIENCE - 15);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        bench.runBesideTheCluster(15);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "drain", "exit", "now"})
    void holdsUpNoCommandForLongWhereTheClusterTakesNothingUp(String next) {
        onItsWay(1, LIVE);
        bench.submit(Bench.wallet(1), next.equals("start") ? DRY : Platform.stop(next));
        bench.runBesideTheCluster(10);
        assertThat(bench.command(1).stage()).as("refunded at once").isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);

        bench.runBesideTheCluster(PATIENCE);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.COMMITTED);
    }

    @Test
    void isWaitedForWhileNobodyReachesTheCluster() {
        onItsWay(1, LIVE);
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));
        missTheDeadline();
        bench.runBesideTheCluster(2 * PATIENCE);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(file()).isEqualTo(valuesOf(1));

        bench.workloads = new InMemoryWorkloads(bench.world);
        bench.runBesideTheCluster(3);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        comesUpAndTrades();
        bench.run(5);
        staysPaused();
    }

    /** A person put it there in place of a bot that a stop left, and that is flat: that one's word is not this one's. */
    @Test
    void isPausedWhereItIsFoundInPlaceOfABotThatIsFlat() {
        approved(1, ELSEWHERE);
        approved(2, LIVE);
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
        bench.world.cluster().exitAll(BOT);
        bench.world.git().commitByHand(VALUES, Optional.of(valuesOf(1)));
        bench.world.cluster().fetch();

        assertThat(drained()).isEqualTo(1);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(1)));
        comesUpAndTrades();
        assertThat(drained()).isZero();
        bench.run(1);
        staysPaused();

        bench.world.cluster().exitAll(BOT);
        assertThat(drained()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    /** It ends again and again: what its client asked for before comes back all the same. */
    @Test
    void keepsNoFormerBotAwayThatItNeverTradedInPlaceOf() {
        approved(1, LIVE);
        onItsWay(2, LIVE.with("strategy", Json.of("NoSuchStrategy")));
        bench.submit(Bench.wallet(1), LIVE.with("exchange", Json.of("kraken")));
        bench.runBesideTheCluster(10);
        assertThat(file()).isEqualTo(ValuesDocument.paused(valuesOf(2)));
        bench.run(5);
        assertThat(runs()).hasValue(new CommandId(2));

        missTheDeadline();
        bench.run(5);

        assertThat(bench.command(3).ending().orElseThrow().reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(file()).isEqualTo(valuesOf(1));
        assertThat(runs()).hasValue(new CommandId(1));
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    /** A start that is in Git, and of which the cluster knows at most that the bot before it is to start paused. */
    private void committed(long id, Json.Members start) {
        bench.submit(Bench.wallet(1), start);
        for (int second = 0; second < 20 && !isCommitted(id); second++) {
            bench.world.cluster().reconcile();
            bench.runBesideTheCluster(1);
        }
        assertThat(isCommitted(id)).isTrue();
    }

    private boolean isCommitted(long id) {
        return bench.commands
                .find(new CommandId(id))
                .filter(command -> command.stage() == Stage.COMMITTED)
                .isPresent();
    }

    /** A start that the cluster has decided to bring up. */
    private void onItsWay(long id, Json.Members start) {
        committed(id, start);
        bench.world.cluster().fetch();
    }

    /** The cluster brings up what it had decided on. */
    private void comesUpAndTrades() {
        bench.world.cluster().apply();
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
        bench.world.cluster().open(BOT, Bench.openTrade());
    }

    private void missTheDeadline() {
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.runBesideTheCluster(8);
    }
}
