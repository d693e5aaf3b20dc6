package io.botfleet.application.backtest;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.backtest.BacktestExpectation;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.bot.Deployment;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.submission.CommandId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks what came of the backtests that were paid for. It settles nothing: their fee was for the running. */
public final class CollectingBacktests {
    /** More than the clusters of a fleet run at once; those behind them come when some of these are over. */
    private static final int MOST = 2_000;

    /** A pod that is not there may be on its way to another node, or its cluster may be behind with what it tells. */
    private static final Duration LONGEST_WITHOUT_A_POD = Duration.ofMinutes(10);

    /** Longer than any Job may take and its log be out of reach: whatever is seen then, it holds up its client no longer. */
    private static final Duration LONGEST = Duration.ofHours(24);

    /** The reason that Kubernetes gives to a Job that took longer than its {@code activeDeadlineSeconds}. */
    private static final String TOO_LONG = "DeadlineExceeded";

    private final Backtests backtests;
    private final Workloads workloads;
    private final GitOpsRepository repository;
    private final Reports reports;
    private final Clock clock;

    /** Since when each has no pod, as far as this replica has looked. */
    private final Map<CommandId, Instant> missing = new HashMap<>();

    public CollectingBacktests(
            Backtests backtests, Workloads workloads, GitOpsRepository repository, Reports reports, Clock clock) {
        this.backtests = backtests;
        this.workloads = workloads;
        this.repository = repository;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Stores what came of those that are over; returns how many that were. What can't be told now is looked at again. A mistake
     * of this program with one of them is thrown once the others had their look.
     */
    public int collect() {
        int collected = 0;
        List<Command> running = backtests.running(MOST);
        missing.keySet().retainAll(running.stream().map(Command::id).toList());
        Optional<RuntimeException> mistake = Optional.empty();
        for (Command command : running) {
            try {
                Optional<Outcome> outcome = outcome(command).or(() -> givenUp(command));
                if (outcome.isPresent() && backtests.finish(outcome.get())) {
                    collected++;
                }
            } catch (PortFailure away) {
                throw away;
            } catch (RuntimeException wrong) {
                mistake = mistake.or(() -> Optional.of(wrong));
            }
        }
        if (mistake.isPresent()) {
            throw mistake.get();
        }
        return collected;
    }

    private Optional<Outcome> outcome(Command command) {
        WorkloadId job = WorkloadId.ofBacktest(command.client(), command.id());
        return switch (workloads.observe(job)) {
            case Observation.Unreachable _ -> Optional.empty();
            case Observation.Seen seen when seen.pod().isEmpty() -> lost(command, seen);
            case Observation.Seen seen -> {
                missing.remove(command.id());
                yield ours(command, seen).flatMap(pod -> ended(command, job, seen, pod));
            }
        };
    }

    private Optional<Outcome> givenUp(Command command) {
        return clock.instant().isAfter(command.since().plus(LONGEST))
                ? Optional.of(unsuccessful(
                        command,
                        Outcome.End.TIMED_OUT,
                        "nothing is known of its end after " + LONGEST.toHours() + " hours"))
                : Optional.empty();
    }

    /** One that an older copy of this store has forgotten, and that the chain has approved, was committed with other ciphertexts. */
    private static Optional<Pod> ours(Command command, Observation.Seen seen) {
        return seen.pod()
                .filter(pod -> command.commit().isEmpty()
                        ? pod.command().equals(Optional.of(command.id()))
                        : command.prepared().orElse(null) instanceof Prepared.Values values
                                && new Deployment(command.id(), values.digest()).made(pod));
    }

    private Optional<Outcome> ended(Command command, WorkloadId job, Observation.Seen seen, Pod pod) {
        if (pod.phase() != Pod.Phase.ENDED) {
            return Optional.empty();
        }
        if (seen.problem().isPresent()) {
            Problem problem = seen.problem().get();
            Outcome.End end = problem.message().contains(TOO_LONG) ? Outcome.End.TIMED_OUT : Outcome.End.FAILED;
            return Optional.of(unsuccessful(command, end, problem.message()));
        }
        List<String> log;
        try {
            log = workloads.logs(job, Reports.LINES);
        } catch (Unavailable notNow) {
            return Optional.empty();
        }
        if (log.isEmpty()) {
            return Optional.of(unsuccessful(
                    command, Outcome.End.LOST, "it has ended, and its log is gone, and its result with it"));
        }
        return Optional.of(reports.in(log)
                .map(printed -> judged(command, printed))
                .orElseGet(
                        () -> unsuccessful(command, Outcome.End.FAILED, BacktestExpectation.endedWithoutAResult(log))));
    }

    /** A result of something else is none of this command's. */
    private Outcome judged(Command command, Reports.Printed printed) {
        RunBacktest order = (RunBacktest) command.order().orElseThrow();
        List<String> differences = printed.report().differences(order);
        return differences.isEmpty()
                ? Outcome.succeeded(command.id(), command.client(), printed.document(), clock.instant())
                : unsuccessful(
                        command,
                        Outcome.End.FAILED,
                        "its result is of something else than was commanded: " + String.join(", ", differences));
    }

    private Optional<Outcome> lost(Command command, Observation.Seen seen) {
        boolean known = command.commit()
                .map(commit -> seen.revision()
                        .filter(revision -> repository.contains(revision, commit))
                        .isPresent())
                .orElse(true);
        if (!known) {
            return Optional.empty();
        }
        Instant first = missing.computeIfAbsent(command.id(), _ -> clock.instant());
        return clock.instant().isAfter(first.plus(LONGEST_WITHOUT_A_POD))
                ? Optional.of(unsuccessful(command, Outcome.End.LOST, "its pod is gone, and its result with it"))
                : Optional.empty();
    }

    private Outcome unsuccessful(Command command, Outcome.End end, String reason) {
        return Outcome.without(end, command.id(), command.client(), reason, clock.instant());
    }
}
