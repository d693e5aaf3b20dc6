package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.backtest.CollectingBacktests;
import io.botfleet.application.command.ClearingBacktests;
import io.botfleet.application.command.RemovingJobs;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Database;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.JobBehaviour;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.Results;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole life of backtests in memory: what shows that one runs, what comes of it, and how it goes. */
class BacktestsTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final String FIGURES = """
            {"strategy_name":"SampleStrategy","timeframe":"5m","timerange":"20250101-20250201","stake_currency":"USDT",
             "pairlist":["BTC/USDT"],"total_trades":12,"profit_total":0.0123456789012345678}
            """;

    private final Bench bench = new Bench();

    @Test
    void isApprovedOnceFreqtradeIsAtWorkAndSucceedsByItsResult() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(1).execution().atWork().orElseThrow())
                .endsWith("Running backtesting for Strategy SampleStrategy");
        assertThat(bench.world.git().tree()).containsOnlyKeys(path(1));
        assertThat(collect()).isZero();
        assertThat(bench.backtests.running(9)).containsExactly(bench.command(1));

        Results.lines(FIGURES).forEach(line -> bench.world.cluster().print(job(1), line));
        bench.world.cluster().finish(job(1), 0);

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.SUCCEEDED);
        assertThat(outcome(1).report()).hasValue(Bytes.ofUtf8(FIGURES));
        assertThat(bench.backtests.running(9)).isEmpty();

        assertThat(clear()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
        bench.world.cluster().reconcile();
        assertThat(clear()).isZero();
        assertThat(bench.world.cluster().pods()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void isApprovedByItsResultWhereItWasDoneBeforeAnybodyLooked() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.Ends(Results.lines(FIGURES), 0));
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));

        bench.runAll(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(1).execution().atWork().orElseThrow()).startsWith("its result 0x");
        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.SUCCEEDED);
    }

    /** Freqtrade ends with 0 where it refuses its configuration. */
    @Test
    void isRolledBackWhereItEndsWithoutAResult() {
        bench.world
                .cluster()
                .jobs("SampleStrategy", new JobBehaviour.Ends(List.of("x - freqtrade - ERROR - no such exchange"), 0));

        refunded(Reason.EXECUTION_FAILED, "it ended without a result; its last words: x - freqtrade - ERROR - no such");
    }

    @Test
    void isRolledBackWhereItFails() {
        bench.world
                .cluster()
                .jobs("SampleStrategy", new JobBehaviour.Ends(List.of("Traceback (most recent call last):"), 1));

        refunded(Reason.EXECUTION_FAILED, "");
    }

    @Test
    void isRolledBackWhereItsImageCannotBePulled() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.PullsNoImage());

        refunded(Reason.NOT_DEPLOYED, "");
    }

    @Test
    void isRolledBackWhereTheClusterRefusesIt() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.Refused("quota exceeded"));

        refunded(Reason.NOT_DEPLOYED, "quota exceeded");
    }

    @Test
    void isRolledBackWhereItsResultIsOfSomethingElse() {
        List<String> other = Results.lines(FIGURES.replace("20250101-20250201", "20240101-20240201"));
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.Ends(other, 0));

        refunded(Reason.MISMATCH, "timerange is 20240101-20240201 instead of 20250101-20250201");
    }

    @Test
    void isRolledBackWhereAnotherStrategyIsAtWork() {
        bench.world
                .cluster()
                .jobs("SampleStrategy", new JobBehaviour.Prints(List.of("Running backtesting for Strategy Evil")));

        refunded(Reason.MISMATCH, "strategy is Evil instead of SampleStrategy");
    }

    @Test
    void isRolledBackWhereNothingHasRoomForItInTime() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.NeverStarts());
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        assertThat(bench.command(1).waitingOn()).hasValue("the pod to start");

        bench.world.clock().advance(Chain.WINDOW.minus(Duration.ofMinutes(1)));
        bench.runAll(10);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.TIMEOUT);
        nothingIsLeft();
    }

    private void refunded(Reason reason, String detail) {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(30);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(reason);
        assertThat(bench.command(1).ending().orElseThrow().detail()).contains(detail);
        nothingIsLeft();
        assertThat(bench.backtests.running(9)).isEmpty();
    }

    private void nothingIsLeft() {
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(bench.world.cluster().pods()).isEmpty();
        assertThat(new InMemoryWorkloads(bench.world).observe(job(1)))
                .isInstanceOfSatisfying(
                        Observation.Seen.class, seen -> assertThat(seen.pod()).isEmpty());
    }

    @Test
    void isJudgedByNothingWhileTheClusterIsAway() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(20);
        bench.world.cluster().finish(job(1), 0);
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));

        assertThat(collect()).isZero();
        bench.world.clock().advance(Duration.ofHours(12));
        assertThat(collect()).isZero();
    }

    @Test
    void runsBesideTheClientsBotAndNeitherWaitsForTheOther() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.backtest("OtherStrategy"));
        bench.runAll(30);

        for (long id = 1; id <= 3; id++) {
            assertThat(bench.command(id).stage()).as("command " + id).isEqualTo(Stage.APPROVED);
        }
        assertThat(bench.world.cluster().pods().keySet())
                .containsExactlyInAnyOrder(WorkloadId.ofBot(CLIENT), job(2), job(3));

        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.runAll(30);

        assertThat(bench.command(4).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.cluster().pods().keySet()).containsExactlyInAnyOrder(job(2), job(3));
        assertThat(bench.world.git().tree()).containsOnlyKeys(path(2), path(3));
    }

    /** It would have been superseded by a newer command for the bot. */
    @Test
    void takesNobodysPlaceAndNobodyItsPlace() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.NeverStarts());
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.backtest("OtherStrategy"));

        bench.runAll(30);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.DEPLOYED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void waitsForRoomWhereAsManyOfItsClientsAreUnderWayAsMayBe() {
        for (int backtest = 1; backtest <= 4; backtest++) {
            bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        }
        bench.submit(Bench.wallet(2), Platform.backtest("SampleStrategy"));
        bench.runAll(20);

        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        assertThat(stage(2)).isEqualTo(Stage.APPROVED);
        assertThat(stage(3)).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(3).waitingOn()).hasValue("an earlier backtest of this client to end");
        assertThat(stage(4)).isEqualTo(Stage.QUEUED);
        assertThat(stage(5)).as("another client's").isEqualTo(Stage.APPROVED);

        bench.world.cluster().finish(job(1), 0);
        assertThat(collect()).isEqualTo(1);
        bench.runAll(10);

        assertThat(stage(3)).isEqualTo(Stage.APPROVED);
        assertThat(stage(4)).isEqualTo(Stage.QUEUED);
        bench.world.clock().advance(Chain.WINDOW);
        bench.runAll(10);
        assertThat(bench.command(4).ending().orElseThrow().reason()).isEqualTo(Reason.CAPACITY);
    }

    /** Each that waits is looked at again and again. */
    @Test
    void isRefundedAtOnceWhereManyOfItsClientWaitAlready() {
        for (int backtest = 1; backtest <= 30; backtest++) {
            bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        }
        bench.runAll(40);

        for (int id = 1; id <= 30; id++) {
            Stage expected = id <= 2 ? Stage.APPROVED : id <= 10 ? Stage.QUEUED : Stage.ROLLED_BACK;
            assertThat(stage(id)).as("backtest " + id).isEqualTo(expected);
        }
        assertThat(bench.command(11).ending().orElseThrow().reason()).isEqualTo(Reason.CAPACITY);
    }

    @Test
    void isToldToHaveFailedWhereItEndsWithoutAResultAfterItsApproval() {
        approved();
        bench.world.cluster().print(job(1), "x - freqtrade - ERROR - No data found. Terminating.");
        bench.world.cluster().finish(job(1), 0);

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.FAILED);
        assertThat(outcome(1).reason().orElseThrow()).contains("No data found");
        bench.runAll(5);
        assertThat(stage(1)).as("what it was paid for").isEqualTo(Stage.APPROVED);
    }

    @Test
    void isToldToHaveFailedWhereItsNodeGoes() {
        approved();
        bench.world.cluster().lose(job(1));

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.FAILED);
    }

    @Test
    void isToldToHaveTakenTooLong() {
        approved();
        bench.world.clock().advance(Duration.ofDays(2));
        bench.world.cluster().reconcile();

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.TIMED_OUT);
    }

    /** Somebody has removed its values by hand. */
    @Test
    void isToldToBeLostWhereItsPodIsGoneForAWhile() {
        approved();
        bench.world.git().commitByHand(path(1), Optional.empty());
        bench.world.cluster().reconcile();

        bench.world.clock().advance(Duration.ofHours(1));
        CollectingBacktests collecting = collecting();
        assertThat(collecting.collect())
                .as("counted from when it was missed first")
                .isZero();
        bench.world.clock().advance(Duration.ofMinutes(9));
        assertThat(collecting.collect()).isZero();
        bench.world.clock().advance(Duration.ofMinutes(2));
        assertThat(collecting.collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.LOST);
    }

    /** The node is gone with what it printed, and the Job says that it has succeeded. */
    @Test
    void isToldToBeLostWhereItHasEndedAndItsLogIsGone() {
        approved();
        bench.world.cluster().finish(job(1), 0);
        bench.workloads = withoutLogs(bench.workloads);

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.LOST);
    }

    /** The cluster says that it begins to take it away, and has not done so yet. */
    @Test
    void isLookedForUntilItsPodIsGone() {
        approved();
        bench.world.cluster().finish(job(1), 0);
        collect();
        bench.world.cluster().keepRemovedJobs();
        clear();
        bench.world.cluster().reconcile();
        InMemoryGitOpsRepository repository = new InMemoryGitOpsRepository(bench.world);
        Workloads slow = withoutRemoval(new InMemoryWorkloads(bench.world));

        assertThat(new RemovingJobs(bench.backtests, bench.commands, repository, slow).remove())
                .isZero();
        assertThat(bench.backtests.uncleared(9)).containsExactly(new CommandId(1));

        clear();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    private static Workloads withoutRemoval(Workloads seen) {
        return (Workloads) Proxy.newProxyInstance(
                Workloads.class.getClassLoader(),
                new Class<?>[] {Workloads.class},
                (_, method, arguments) -> method.getName().equals("remove") ? null : method.invoke(seen, arguments));
    }

    private static Workloads withoutLogs(Workloads seen) {
        return new Workloads() {
            @Override
            public Observation observe(WorkloadId workload) {
                return seen.observe(workload);
            }

            @Override
            public void onChange(Consumer<WorkloadId> wakeUp) {
                seen.onChange(wakeUp);
            }

            @Override
            public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
                seen.remove(workload, holdsRemoval);
            }

            @Override
            public List<String> logs(WorkloadId workload, int lines) {
                return List.of();
            }

            @Override
            public Stream<String> follow(WorkloadId workload, int lines) {
                return Stream.of();
            }
        };
    }

    /** Nothing else would ever end it: its node is gone, and nobody takes its pod away. */
    @Test
    void holdsUpItsClientForADayAtTheMost() {
        approved();
        bench.world.clock().advance(Duration.ofHours(23));
        bench.workloads = bench.seeing(new Observation.Unreachable("its log cannot be read"));
        assertThat(collect()).isZero();

        bench.world.clock().advance(Duration.ofHours(2));

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.TIMED_OUT);
    }

    /** Where ArgoCD takes nothing up for so long that the refund no longer waits for it. */
    @Test
    void goesAlsoWhereTheClusterTakesItsRemovalUpAfterItsRefund() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.world
                .cluster()
                .jobs("SampleStrategy", new JobBehaviour.Prints(List.of("Running backtesting for Strategy Evil")));
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.run(4);
        for (int second = 0; second < 60 && stage(1) != Stage.DEPLOYED; second++) {
            bench.run(1);
        }
        for (int second = 0; second < 400 && stage(1) != Stage.REFUNDING; second++) {
            bench.runBesideTheCluster(1);
        }
        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(job(1));

        bench.world.cluster().reconcile();
        clear();
        bench.world.cluster().reconcile();
        clear();

        assertThat(bench.world.cluster().pods()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    /** A store that was put back from a copy made before it was opened: the chain says that it was approved. */
    @Test
    void isCollectedAlsoByAStoreThatHasForgottenIt() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.runAll(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        bench.world.database().restore(before);
        bench.runAll(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(1).commit()).isEmpty();

        assertThat(collect()).isZero();
        Results.lines(FIGURES).forEach(line -> bench.world.cluster().print(job(1), line));
        bench.world.cluster().finish(job(1), 0);
        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.SUCCEEDED);
        assertThat(clear()).isEqualTo(1);
    }

    /** Sealed anew, its values would not be those of the Job that runs, and the approval that is on its way would be denied. */
    @Test
    void isApprovedAgainByAStoreThatHasForgottenIt() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVING);
        bench.world.database().restore(before);

        bench.run(20);

        assertThat(stage(1)).isEqualTo(Stage.APPROVING);
        assertThat(bench.world.cluster().jobsMade()).hasSize(1);
    }

    @Test
    void isSealedAnewWhereGitHasOtherValues() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        Bytes values = bench.command(1)
                .prepared()
                .flatMap(prepared -> prepared.content())
                .orElseThrow();
        bench.world.database().restore(before);
        Bytes other = Bytes.ofUtf8(values.utf8().replace("5m", "1h"));
        bench.world.git().commitByHand(path(1), Optional.of(other));

        bench.runBesideTheCluster(20);

        assertThat(bench.world.git().tree().get(path(1))).isNotEqualTo(other).isNotEqualTo(values);
        assertThat(committed(1)).isPresent();
    }

    /** The chain says that it was approved only once it is committed here again. */
    @Test
    void isCollectedAlsoByAStoreThatHasForgottenItAndCommittedItAgain() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVING);
        bench.world.database().restore(before);
        for (int second = 0; second < 60 && committed(1).isEmpty(); second++) {
            bench.runBesideTheCluster(1);
        }
        bench.settleElsewhere(1, new Decision.Approve());
        bench.runBesideTheCluster(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        assertThat(committed(1)).isPresent();
        bench.world.cluster().reconcile();

        Results.lines(FIGURES).forEach(line -> bench.world.cluster().print(job(1), line));
        bench.world.cluster().finish(job(1), 0);

        assertThat(collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.SUCCEEDED);
    }

    private Optional<CommitId> committed(long id) {
        return bench.commands.find(new CommandId(id)).flatMap(Command::commit);
    }

    @Test
    void goesAlsoWhereAStoreThatHasForgottenItsValuesRefundsIt() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        bench.world.database().restore(before);
        bench.world.clock().advance(Chain.WINDOW);
        bench.runBesideTheCluster(30);
        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).prepared()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(job(1));

        bench.world.cluster().reconcile();
        clear();

        assertThat(bench.world.cluster().pods()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    /** What came of it is stored and its values are gone, and then the store is put back. */
    @Test
    void goesAlsoWhereAStoreThatHasForgottenItRefundsItAfterItsEnd() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        bench.world.cluster().finish(job(1), 0);
        assertThat(collect()).isEqualTo(1);
        assertThat(clear()).isEqualTo(1);
        bench.world.database().restore(before);
        bench.world.clock().advance(Chain.WINDOW);
        bench.runBesideTheCluster(30);
        assertThat(stage(1)).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).undoCommit()).isEmpty();

        bench.world.cluster().reconcile();
        clear();

        assertThat(bench.world.cluster().jobs()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    @Test
    void isLostForAStoreThatHasForgottenItWhereItsPodIsGoneToo() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        Database.Copy before = bench.world.database().copy();
        bench.runAll(20);
        bench.world.database().restore(before);
        bench.runAll(20);
        bench.world.git().commitByHand(path(1), Optional.empty());
        bench.world.cluster().reconcile();

        CollectingBacktests collecting = collecting();
        assertThat(collecting.collect()).isZero();
        bench.world.clock().advance(Duration.ofMinutes(11));

        assertThat(collecting.collect()).isEqualTo(1);
        assertThat(outcome(1).end()).isEqualTo(Outcome.End.LOST);
    }

    @Test
    void isJudgedOnce() {
        approved();
        bench.world.cluster().lose(job(1));
        collect();
        Outcome first = outcome(1);

        assertThat(collect()).isZero();
        assertThat(bench.backtests.finish(Outcome.succeeded(
                        new CommandId(1),
                        CLIENT,
                        Bytes.ofUtf8("{}"),
                        bench.world.clock().instant())))
                .isFalse();
        assertThat(outcome(1)).isEqualTo(first);
    }

    /** Put back by hand, it would be run again. */
    @Test
    void goesAgainWhereSomebodyPutsTheValuesOfOneBackThatWasRefused() {
        bench.world.cluster().jobs("SampleStrategy", new JobBehaviour.PullsNoImage());
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(30);
        Bytes values = bench.command(1)
                .prepared()
                .flatMap(prepared -> prepared.content())
                .orElseThrow();
        bench.world.git().commitByHand(path(1), Optional.of(values));

        assertThat(clear()).isEqualTo(1);
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(clear()).isZero();
    }

    @Test
    void endsAlsoWhereTheClusterRanItBeforeItsValuesWereFound() {
        bench.world.cluster().keepWhatIsRemoved();
        approved();
        bench.world.cluster().finish(job(1), 0);
        collect();
        clear();
        bench.world.cluster().reconcile();
        clear();
        assertThat(bench.world.cluster().jobs()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
        Bytes values = bench.command(1)
                .prepared()
                .flatMap(prepared -> prepared.content())
                .orElseThrow();

        bench.world.git().commitByHand(path(1), Optional.of(values));
        bench.world.cluster().reconcile();
        assertThat(bench.world.cluster().jobs()).containsExactly(job(1));
        clear();
        bench.world.cluster().reconcile();
        clear();

        assertThat(bench.world.cluster().jobs()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    /** What it is was forgotten: the chain has ended it before it was opened again. */
    @Test
    void goesAlsoWhereAStoreThatHasForgottenItFindsThatItsFeeWentBack() {
        bench.world.cluster().keepWhatIsRemoved();
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.run(1);
        Database.Copy before = bench.world.database().copy();
        bench.run(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVING);
        bench.world.database().restore(before);
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(1)));
        bench.world.chain().reclaim(new CommandId(1));
        bench.world.chain().mine(20);
        bench.ingest();

        bench.runAll(60);
        clear();
        bench.world.cluster().reconcile();
        clear();

        assertThat(stage(1)).isEqualTo(Stage.RECLAIMED);
        assertThat(bench.world.git().tree()).isEmpty();
        assertThat(bench.world.cluster().jobs()).isEmpty();
        assertThat(bench.backtests.uncleared(9)).isEmpty();
    }

    @Test
    void staysWhileNobodyKnowsWhatCameOfIt() {
        approved();

        assertThat(clear()).isZero();
        assertThat(bench.world.git().tree()).containsOnlyKeys(path(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNoDiscrepancyUnlessNobodyCommandedIt(boolean known) {
        approved();
        if (!known) {
            bench.world.git().commitByHand(path(9), Optional.of(Bytes.ofUtf8("commandId: \"9\"\n")));
        }
        List<Discrepancy> found = new Reconciling(
                        bench.commands,
                        bench.settlements,
                        bench.ledger(),
                        new InMemoryGitOpsRepository(bench.world),
                        new InMemoryWorkloads(bench.world),
                        bench.world.clock())
                .reconcile();

        assertThat(found)
                .extracting(Discrepancy::toString)
                .filteredOn(each -> each.contains("backtests/"))
                .hasSize(known ? 0 : 1);
    }

    @Test
    void isGoneAfterAnApprovalThatNobodyMined() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.run(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVING);

        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.runAll(20);

        assertThat(stage(1)).isEqualTo(Stage.ROLLED_BACK);
        nothingIsLeft();
    }

    private void approved() {
        bench.submit(Bench.wallet(1), Platform.backtest("SampleStrategy"));
        bench.runAll(20);
        assertThat(stage(1)).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.cluster().pods().get(job(1)))
                .extracting(Pod::phase)
                .isEqualTo(Pod.Phase.RUNNING);
    }

    private int collect() {
        return collecting().collect();
    }

    private CollectingBacktests collecting() {
        return new CollectingBacktests(
                bench.backtests,
                bench.workloads,
                new InMemoryGitOpsRepository(bench.world),
                World.REPORTS,
                bench.world.clock());
    }

    private int clear() {
        InMemoryGitOpsRepository repository = new InMemoryGitOpsRepository(bench.world);
        new RemovingJobs(bench.backtests, bench.commands, repository, new InMemoryWorkloads(bench.world)).remove();
        return new ClearingBacktests(bench.backtests, bench.commands, repository)
                .withdraw(bench.fence(Role.GIT_WRITER));
    }

    private Outcome outcome(long id) {
        return bench.backtests.of(new CommandId(id)).orElseThrow();
    }

    private Stage stage(long id) {
        return bench.command(id).stage();
    }

    private static WorkloadId job(long id) {
        return WorkloadId.ofBacktest(CLIENT, new CommandId(id));
    }

    private static RepositoryPath path(long id) {
        return RepositoryPath.ofBacktest(CLIENT, new CommandId(id));
    }
}
