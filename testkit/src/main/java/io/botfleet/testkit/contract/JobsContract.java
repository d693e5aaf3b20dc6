package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of {@link WorkloadsContract} about backtests: a Job runs once, and stays as it ended while Git has its values. */
public abstract class JobsContract {
    private static final ClientId CLIENT = new ClientId(1);
    private static final ClientId OTHER_CLIENT = new ClientId(2);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    private static final CommandId START = new CommandId(3);
    private static final CommandId BACKTEST = new CommandId(7);
    private static final CommandId OTHER_BACKTEST = new CommandId(8);
    private static final WorkloadId JOB = WorkloadId.ofBacktest(CLIENT, BACKTEST);
    private static final WorkloadId OTHER_JOB = WorkloadId.ofBacktest(CLIENT, OTHER_BACKTEST);
    private static final int MANY = 10_000;
    /** As an error of Freqtrade's. */
    private static final String NO_DATA = "2026-07-02 10:00:00,000 - freqtrade - ERROR - No data found. Terminating.";
    /** Of a result in the log, whose longest lines are a little over three thousand characters. */
    private static final int LONG_LINE = 3_200;

    /** What was committed for a bot or a backtest. */
    public record Deployed(CommitId commit, ValuesDigest digest) {}

    protected abstract Workloads workloads();

    /** Commits the values of this bot to the repository that the cluster follows. */
    protected abstract Deployed deploy(ClientId client, CommandId command, StartTrading order);

    /** Commits the values of this backtest. */
    protected abstract Deployed deploy(ClientId client, CommandId command, RunBacktest order);

    /** Commits the removal of the bot's values. */
    protected abstract CommitId remove(ClientId client);

    /** Commits the removal of the backtest's values. */
    protected abstract CommitId remove(ClientId client, CommandId backtest);

    /** Lets the running pod of this workload print lines, whatever else it prints. */
    protected abstract void print(WorkloadId workload, List<String> lines);

    /** Lets the container of a Job that runs end by itself; the exit code is 0 or 1. */
    protected abstract void finish(WorkloadId job, int exitCode);

    /** Lets nobody have the image of a Job, which is deployed next. */
    protected abstract void takeTheImageAwayFrom(WorkloadId job);

    /** Lets a Job that runs be older than one may become. */
    protected abstract void letTheTimeBeOverOf(WorkloadId job);

    /** Shuts down what a Job runs on, and starts it again where there is only one such. */
    protected abstract void shutDownTheNodeOf(WorkloadId job);

    protected abstract void stopTheCluster();

    /** The same cluster again. */
    protected abstract void restartTheCluster();

    /** Called before each look, where something has to be pushed on. */
    protected abstract void proceed();

    @Test
    void runsABacktestAndShowsWhichCommandAndWhichValuesItCameFrom() {
        Deployed deployed = deploy(CLIENT, BACKTEST, backtest("5m"));

        Observation.Seen seen = await(JOB, it -> {
            assertThat(it.pod().map(Pod::phase)).isNotEqualTo(Optional.of(Pod.Phase.READY));
            return runs(it);
        });

        assertThat(seen.revision()).contains(deployed.commit());
        assertThat(seen.problem()).isEmpty();
        Pod pod = pod(seen);
        assertThat(pod.command()).contains(BACKTEST);
        assertThat(pod.valuesDigest()).contains(deployed.digest());
        assertThat(pod.image()).contains("freqtrade-platform");
        assertThat(pod.restarts()).isZero();
        assertThat(pod(await(JOB, JobsContract::runs))).isEqualTo(pod);
    }

    @Test
    void hasNothingToSayAgainstABacktestThatEndedWell() {
        Pod running = run();

        finish(JOB, 0);

        Observation.Seen ended = await(JOB, JobsContract::hasEnded);
        assertThat(ended.problem()).isEmpty();
        isTheOneThatRan(pod(ended), running);
    }

    @Test
    void saysWhyABacktestFailedAndGivesItsLastWords() {
        Pod running = run();
        print(JOB, List.of(NO_DATA, "bye"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("bye"));

        finish(JOB, 1);

        Observation.Seen ended = awaitFailure();
        assertThat(problem(ended).message())
                .contains("the container freqtrade ended with exit code 1")
                .endsWith("its last words: No data found. Terminating.");
        isTheOneThatRan(pod(ended), running);
    }

    @Test
    void failsABacktestThatTakesTooLong() {
        Pod running = run();
        print(JOB, List.of("so far"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("so far"));

        letTheTimeBeOverOf(JOB);

        Observation.Seen ended = awaitFailure();
        assertThat(problem(ended).message()).contains("DeadlineExceeded").endsWith("its last words: so far");
        isTheOneThatRan(pod(ended), running);
    }

    @Test
    void failsABacktestWhoseNodeIsShutDownAndDoesNotRunItAgain() {
        Pod running = run();
        print(JOB, List.of("so far"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("so far"));

        shutDownTheNodeOf(JOB);

        Observation.Seen ended = awaitFailure();
        assertThat(problem(ended).message()).contains("Terminated").endsWith("its last words: so far");
        isTheOneThatRan(pod(ended), running);
        assertThat(workloads().logs(JOB, MANY)).contains("so far");
        staysAfterAnotherCommit(ended);
    }

    @Test
    void saysThatTheImageOfABacktestCanNotBePulled() {
        takeTheImageAwayFrom(JOB);
        deploy(CLIENT, BACKTEST, backtest("5m"));

        Observation.Seen seen = await(JOB, it -> it.problem().isPresent());

        assertThat(problem(seen).kind()).isEqualTo(Problem.Kind.IMAGE_PULL);
        assertThat(pod(seen).phase()).isEqualTo(Pod.Phase.PENDING);
    }

    @Test
    void refusesOtherValuesForABacktestThatIsThere() {
        Pod before = run();
        deploy(CLIENT, BACKTEST, backtest("1h"));

        Observation.Seen refused = await(JOB, it -> it.problem().isPresent());
        assertThat(problem(refused).kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(problem(refused).message()).contains("immutable");
        assertThat(pod(refused)).isEqualTo(before);

        deploy(CLIENT, BACKTEST, backtest("5m"));
        assertThat(pod(await(JOB, it -> it.problem().isEmpty()))).isEqualTo(before);
    }

    @Test
    void tellsOfAnEndedBacktestOnlyHowItEnded() {
        run();
        finish(JOB, 0);
        Observation.Seen ended = await(JOB, JobsContract::hasEnded);

        CommitId other = deploy(CLIENT, BACKTEST, backtest("1h")).commit();

        assertThat(await(JOB, it -> it.revision().equals(Optional.of(other))))
                .isEqualTo(new Observation.Seen(Optional.of(other), ended.pod(), Optional.empty()));
    }

    @Test
    void runsABacktestOnceHoweverOftenItIsSynced() {
        run();
        finish(JOB, 1);
        Observation.Seen ended = awaitFailure();

        deploy(CLIENT, BACKTEST, backtest("5m"));
        staysAfterAnotherCommit(ended);

        stopTheCluster();
        restartTheCluster();
        staysAfterAnotherCommit(await(JOB, it -> it.pod().equals(ended.pod())));
        assertThat(await(JOB, _ -> true).problem()).isEqualTo(ended.problem());
    }

    @Test
    void findsABacktestAgainAfterTheClusterWasDown() {
        Pod before = run();
        print(JOB, List.of("before"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("before"));

        stopTheCluster();
        assertThat(workloads().observe(JOB)).isInstanceOf(Observation.Unreachable.class);
        restartTheCluster();

        assertThat(pod(await(JOB, JobsContract::runs))).isEqualTo(before);
        finish(JOB, 0);
        assertThat(await(JOB, JobsContract::hasEnded).problem()).isEmpty();
        assertThat(workloads().logs(JOB, MANY)).contains("before");
    }

    @Test
    void keepsWhatABacktestPrintedAfterItEnded() {
        run();
        List<String> said = IntStream.rangeClosed(1, 20)
                .mapToObj(number -> "said " + number)
                .toList();
        print(JOB, said);
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("said 20"));
        finish(JOB, 0);
        await(JOB, JobsContract::hasEnded);

        assertThat(workloads().logs(JOB, MANY))
                .filteredOn(line -> line.startsWith("said "))
                .isEqualTo(said);
        assertThat(workloads().logs(JOB, 1)).hasSize(1);
        try (LogReader reader = LogReader.of(workloads().follow(JOB, MANY))) {
            assertThat(reader.end(Duration.ofSeconds(30))).isEmpty();
            assertThat(reader.lines()).isEqualTo(workloads().logs(JOB, MANY));
        }

        stopTheCluster();
        restartTheCluster();
        await(JOB, JobsContract::hasEnded);
        assertThat(workloads().logs(JOB, MANY))
                .filteredOn(line -> line.startsWith("said "))
                .isEqualTo(said);
    }

    @Test
    void keepsTwoMegabytesInLongLinesAndShortensNone() {
        run();
        List<String> result = IntStream.range(0, 600)
                .mapToObj(number -> "%04d".formatted(number) + "x".repeat(LONG_LINE - 4))
                .toList();
        print(JOB, result);
        await(JOB, _ -> workloads().logs(JOB, 1).contains(result.getLast()));

        assertThat(workloads().logs(JOB, MANY).containsAll(result))
                .as("all of it is there as it was printed")
                .isTrue();
        assertThat(workloads().logs(JOB, 600)).isEqualTo(result);
        try (LogReader reader = LogReader.of(workloads().follow(JOB, 600))) {
            reader.await(result.getLast());
            assertThat(reader.lines()).isEqualTo(result);
        }
    }

    @Test
    void keepsTenThousandLines() {
        run();
        List<String> lines =
                IntStream.range(0, MANY).mapToObj(number -> "line " + number).toList();
        print(JOB, lines);
        await(JOB, _ -> workloads().logs(JOB, 1).contains(lines.getLast()));

        assertThat(workloads().logs(JOB, MANY)).isEqualTo(lines);
    }

    @Test
    void endsTheLogOfABacktestWithItsContainer() {
        run();
        print(JOB, List.of("said 1"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("said 1"));
        try (LogReader reader = LogReader.of(workloads().follow(JOB, MANY))) {
            reader.await("said 1");
            print(JOB, List.of("said 2"));
            reader.await("said 2");

            finish(JOB, 0);
            await(JOB, JobsContract::hasEnded);

            assertThat(reader.end(Duration.ofSeconds(30))).isEmpty();
            assertThat(reader.lines())
                    .filteredOn(line -> line.startsWith("said "))
                    .containsExactly("said 1", "said 2");
        }
    }

    @Test
    void removesWhatIsLeftOfABacktestWithItsValues() {
        run();
        finish(JOB, 1);
        awaitFailure();

        removeAndAwait();

        assertThat(workloads().logs(JOB, MANY)).isEmpty();
        try (Stream<String> log = workloads().follow(JOB, MANY)) {
            assertThat(log).isEmpty();
        }
    }

    @Test
    void endsABacktestThatRunsWhenItsValuesGo() {
        run();
        print(JOB, List.of("said"));
        await(JOB, _ -> workloads().logs(JOB, MANY).contains("said"));
        try (LogReader reader = LogReader.of(workloads().follow(JOB, MANY))) {
            reader.await("said");

            removeAndAwait();

            assertThat(reader.end(Duration.ofSeconds(30))).isEmpty();
        }
    }

    @Test
    void removesNoBacktestWhoseValuesAreThere() {
        Pod before = run();

        workloads().remove(JOB, _ -> true);

        staysAfterAnotherCommit(await(JOB, JobsContract::runs));
        assertThat(pod(await(JOB, JobsContract::runs))).isEqualTo(before);
    }

    @Test
    void keepsABotAndItsClientsBacktestsApart() {
        deploy(CLIENT, START, start());
        Pod bot = pod(await(BOT, JobsContract::isReady));
        Pod job = run();
        deploy(CLIENT, OTHER_BACKTEST, backtest("1h"));
        Pod otherJob = pod(await(OTHER_JOB, JobsContract::runs));
        assertThat(List.of(bot.uid(), job.uid(), otherJob.uid())).doesNotHaveDuplicates();

        finish(OTHER_JOB, 1);
        await(OTHER_JOB, JobsContract::hasEnded);
        CommitId removal = remove(CLIENT, OTHER_BACKTEST);
        awaitGone(OTHER_JOB, removal);
        assertThat(pod(await(JOB, JobsContract::runs))).isEqualTo(job);
        assertThat(pod(await(BOT, JobsContract::isReady))).isEqualTo(bot);

        awaitGone(BOT, remove(CLIENT));
        assertThat(pod(await(JOB, JobsContract::runs))).isEqualTo(job);
    }

    @Test
    void wakesUpWhoeverListensForABacktest() {
        Set<WorkloadId> woken = ConcurrentHashMap.newKeySet();
        workloads().onChange(woken::add);

        deploy(CLIENT, BACKTEST, backtest("5m"));
        await(JOB, seen -> runs(seen) && woken.contains(JOB));
        woken.clear();
        finish(JOB, 0);
        await(JOB, seen -> hasEnded(seen) && woken.contains(JOB));
        woken.clear();
        CommitId removal = remove(CLIENT, BACKTEST);
        await(JOB, seen -> {
            workloads().remove(JOB, removal::equals);
            return seen.pod().isEmpty() && woken.contains(JOB);
        });
        assertThat(woken).doesNotContain(BOT);
    }

    private Pod run() {
        deploy(CLIENT, BACKTEST, backtest("5m"));
        return pod(await(JOB, JobsContract::runs));
    }

    /** At no time it has ended and nothing is said against it. */
    private Observation.Seen awaitFailure() {
        Observation.Seen ended = await(JOB, JobsContract::hasEnded);
        assertThat(ended.problem().map(Problem::kind)).contains(Problem.Kind.DEGRADED);
        assertThat(problem(ended).message()).hasSizeLessThan(1_000);
        return await(JOB, _ -> true);
    }

    private void removeAndAwait() {
        awaitGone(JOB, remove(CLIENT, BACKTEST));
    }

    private void awaitGone(WorkloadId workload, CommitId removal) {
        Observation.Seen gone = await(workload, seen -> {
            workloads().remove(workload, removal::equals);
            return seen.revision().equals(Optional.of(removal)) && seen.pod().isEmpty();
        });
        assertThat(gone.problem()).isEmpty();
        workloads().remove(workload, removal::equals);
    }

    private void staysAfterAnotherCommit(Observation.Seen before) {
        CommitId later = deploy(OTHER_CLIENT, START, start()).commit();
        assertThat(await(JOB, seen -> seen.revision().equals(Optional.of(later))))
                .isEqualTo(new Observation.Seen(Optional.of(later), before.pod(), before.problem()));
    }

    /** Only its start may be another: a stand-in for a node writes the time anew with each status. */
    private static void isTheOneThatRan(Pod ended, Pod running) {
        assertThat(ended)
                .isEqualTo(new Pod(
                        running.name(),
                        running.uid(),
                        running.command(),
                        running.valuesDigest(),
                        running.image(),
                        Pod.Phase.ENDED,
                        running.restarts(),
                        ended.startedAt()));
        assertThat(ended.startedAt()).isAfterOrEqualTo(running.startedAt());
    }

    private static RunBacktest backtest(String timeframe) {
        return new RunBacktest(
                "SampleStrategy",
                "binance",
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                timeframe,
                List.of("BTC/USDT"),
                Timerange.parse("20250101-20250601").orElseThrow());
    }

    private static StartTrading start() {
        return new StartTrading(
                "SampleStrategy",
                "binance",
                true,
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                "5m",
                List.of("BTC/USDT"),
                false);
    }

    static boolean isReady(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.READY).isPresent();
    }

    private static boolean runs(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.RUNNING).isPresent();
    }

    private static boolean hasEnded(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.ENDED).isPresent();
    }

    static Pod pod(Observation.Seen seen) {
        return seen.pod().orElseThrow();
    }

    private static Problem problem(Observation.Seen seen) {
        return seen.problem().orElseThrow();
    }

    Observation.Seen await(WorkloadId workload, Predicate<Observation.Seen> condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            proceed();
            Observation observation = workloads().observe(workload);
            if (observation instanceof Observation.Seen seen && condition.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime() - until)
                    .as("time is left; %s was last seen as %s", workload, observation)
                    .isNegative();
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
