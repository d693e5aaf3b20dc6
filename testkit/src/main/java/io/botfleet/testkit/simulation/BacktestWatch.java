package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.backtest.ResultLines;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.MadeJob;
import io.botfleet.testkit.memory.World;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runs for backtests and what came of them, by what the cluster did and not by what is stored of it. */
final class BacktestWatch implements Watch {
    /** Refused, or undone: nothing is asked for any more. */
    static final Set<Stage> OVER = EnumSet.of(Stage.REFUNDING, Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED);

    private static final String TOO_LONG = "DeadlineExceeded";

    private final World world;
    private final Coverage coverage;
    private final CommandWatch commands;
    private final int most;
    private Map<CommandId, Outcome> outcomes = Map.of();
    private Map<WorkloadId, Pod> pods = Map.of();
    private int made;
    private Forgotten forgotten = Forgotten.NOTHING;

    /**
     * @param commands tells whose number went to another one
     * @param most how many of one client may be at work at once
     */
    BacktestWatch(World world, Coverage coverage, CommandWatch commands, int most) {
        this.world = world;
        this.coverage = coverage;
        this.commands = commands;
        this.most = most;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
        outcomes = world.database().outcomes();
    }

    @Override
    public void look() {
        Map<CommandId, Outcome> now = world.database().outcomes();
        if (!now.equals(outcomes)) {
            outcomes.forEach((id, outcome) -> promise(
                    outcome.equals(now.get(id)) || commands.isReused(id),
                    "what came of a backtest is told once",
                    () -> outcome + " became " + now.get(id)));
            now.values().stream()
                    .filter(outcome -> !outcome.equals(outcomes.get(outcome.command())))
                    .forEach(this::told);
            outcomes = now;
        }
        Map<WorkloadId, Pod> running = world.cluster().pods();
        if (running != pods) {
            pods = running;
            ran();
        }
    }

    /** Whether what was ordered was at work, or its result says so. */
    static boolean wasAtWork(World world, Command command) {
        RunBacktest order = (RunBacktest) command.order().orElseThrow();
        return of(world, command)
                .anyMatch(job -> Fate.of(order.strategy()).filter(Fate::isWorth).isPresent()
                        && (job.printed().stream()
                                        .anyMatch(line ->
                                                line.endsWith("Running backtesting for Strategy " + order.strategy()))
                                || resultOf(job).isPresent()));
    }

    /** Whether a Job of this command showed that it did not do what was ordered, or can't. */
    static boolean hasFailed(World world, Command command) {
        RunBacktest order = (RunBacktest) command.order().orElseThrow();
        return of(world, command)
                        .anyMatch(job -> job.failure().isPresent()
                                || (job.pod().phase() == Pod.Phase.ENDED
                                        && resultOf(job).isEmpty()))
                || Fate.of(order.strategy()).filter(Fate::isWorth).isEmpty();
    }

    private static Stream<MadeJob> of(World world, Command command) {
        Optional<ValuesDigest> digest = command.prepared()
                .filter(Prepared.Values.class::isInstance)
                .map(values -> ((Prepared.Values) values).digest());
        return world.cluster().jobsMade().stream()
                .filter(job -> job.workload().equals(WorkloadId.ofBacktest(command.client(), command.id())))
                .filter(job -> digest.isPresent() && job.pod().valuesDigest().equals(digest));
    }

    private static Optional<Bytes> resultOf(MadeJob job) {
        return ResultLines.read(job.printed());
    }

    private void told(Outcome outcome) {
        coverage.count(
                switch (outcome.end()) {
                    case SUCCEEDED -> Branch.BACKTEST_SUCCEEDED;
                    case FAILED -> Branch.BACKTEST_FAILED;
                    case TIMED_OUT -> Branch.BACKTEST_TIMED_OUT;
                    case LOST -> Branch.BACKTEST_LOST;
                });
        Command command = world.database().stored(outcome.command()).orElseThrow();
        boolean isForgotten = forgotten.commands().contains(command.id());
        List<MadeJob> jobs = isForgotten
                ? world.cluster().jobsMade().stream()
                        .filter(job -> job.workload().equals(WorkloadId.ofBacktest(command.client(), command.id())))
                        .toList()
                : of(world, command).toList();
        boolean isTrue =
                switch (outcome.end()) {
                    case SUCCEEDED ->
                        jobs.stream()
                                .filter(job -> job.pod().phase() == Pod.Phase.ENDED
                                        && job.failure().isEmpty())
                                .anyMatch(job -> resultOf(job).equals(outcome.report()));
                    case FAILED ->
                        jobs.stream()
                                .filter(job -> job.pod().phase() == Pod.Phase.ENDED)
                                .anyMatch(job -> job.failure().isPresent()
                                        || resultOf(job).isEmpty()
                                        || isForgotten);
                    case TIMED_OUT ->
                        jobs.stream().anyMatch(job -> job.failure()
                                .filter(why -> why.contains(TOO_LONG))
                                .isPresent());
                    // Nothing here takes a pod away but the platform, and what an older copy of its store has
                    // forgotten.
                    case LOST -> isForgotten;
                };
        promise(
                isTrue,
                "what is told of a backtest is what came of it",
                () -> outcome + " of " + command.stage() + " after " + jobs);
    }

    private void ran() {
        Set<WorkloadId> jobs = world.cluster().jobs();
        Map<ClientId, Long> atWork = pods.keySet().stream()
                .filter(jobs::contains)
                .filter(this::isUnderWay)
                .collect(Collectors.groupingBy(job -> job.client().orElseThrow(), HashMap::new, Collectors.counting()));
        atWork.forEach((client, count) -> promise(
                // A command that gets the number of one that is gone stands before those that came after that one, and
                // they are at work; an older copy of the store does not know who is.
                count <= most
                        || commands.hasReused(client)
                        || forgotten.clients().contains(client),
                "of one client no more backtests are at work than may be",
                () -> client + " has " + pods.keySet()));
        List<MadeJob> now = world.cluster().jobsMade();
        for (; made < now.size(); made++) {
            began(now.subList(0, made), now.get(made));
        }
    }

    /** One that was refunded may still be there for a while, where the cluster is behind. */
    private boolean isUnderWay(WorkloadId job) {
        return Objects.requireNonNull(pods.get(job))
                .command()
                .flatMap(world.database()::stored)
                .filter(command -> !OVER.contains(command.stage()))
                .isPresent();
    }

    private void began(List<MadeJob> before, MadeJob job) {
        Optional<MadeJob> former = before.stream()
                .filter(other -> other.workload().equals(job.workload()))
                .reduce((_, later) -> later);
        Optional<CommandId> command = job.pod().command();
        boolean mayBeRepeated = command.filter(id -> forgotten.commands().contains(id) || commands.isReused(id))
                .isPresent();
        promise(former.isEmpty() || mayBeRepeated, "a backtest is run once", () -> job + " after " + former);
    }
}
