package io.botfleet.domain.backtest;

import io.botfleet.domain.bot.Deployment;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.settlement.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must be seen before a backtest is confirmed. */
public record BacktestExpectation(Deployment deployment, RunBacktest order) {
    /**
     * Whether Freqtrade is at the commanded work, or has done it. How its process ended says nothing: a configuration that it
     * refuses ends it with 0 as well.
     *
     * @param log what the pod has printed so far
     * @param report what its result says, once it has printed one
     */
    public Verdict working(Observation observation, List<String> log, Optional<Report> report) {
        if (!(observation instanceof Observation.Seen seen)) {
            return new Verdict.CannotTellYet("the cluster to answer");
        }
        Optional<Pod> ours = seen.pod().filter(deployment::made);
        if (seen.pod().isPresent() && ours.isEmpty()) {
            return deployment.notOurs(seen);
        }
        // A Job keeps its template: that another one is refused, as after a change of the chart, says nothing of what
        // runs.
        Optional<Problem> problem =
                seen.problem().filter(each -> ours.isEmpty() || each.kind() != Problem.Kind.SYNC_FAILED);
        if (problem.isPresent()) {
            return Deployment.failure(problem.get());
        }
        if (ours.isEmpty()) {
            return deployment.notOurs(seen);
        }
        return switch (ours.get().phase()) {
            case PENDING, INITIALISING -> new Verdict.CannotTellYet("the pod to start");
            case RUNNING, READY, TERMINATING -> atWork(Log.read(log));
            case ENDED -> report.map(this::done).orElseGet(() -> withoutAResult(log));
        };
    }

    private Verdict atWork(Log log) {
        List<String> differences = new ArrayList<>();
        compare(differences, "strategy", order.strategy(), log.strategy());
        compare(differences, "timerange", order.timerange().toString(), log.timerange());
        compare(differences, "timeframe", order.timeframe(), log.timeframe());
        if (log.begun().isEmpty()) {
            return new Verdict.CannotTellYet("Freqtrade to begin");
        }
        return differences.isEmpty() ? new Verdict.Confirmed() : mismatch(differences);
    }

    private Verdict done(Report report) {
        List<String> differences = report.differences(order);
        return differences.isEmpty() ? new Verdict.Confirmed() : mismatch(differences);
    }

    private static Verdict mismatch(List<String> differences) {
        return new Verdict.Failed(
                Reason.MISMATCH, "something else runs than was commanded: " + String.join(", ", differences));
    }

    /** Its last words, as those of a program that ended without doing what it was started for. */
    private static Verdict withoutAResult(List<String> log) {
        return new Verdict.Failed(Reason.EXECUTION_FAILED, endedWithoutAResult(log));
    }

    /** Why there is no result of one that has ended. */
    public static String endedWithoutAResult(List<String> log) {
        return "it ended without a result"
                + Log.lastWords(log).map(words -> "; its last words: " + words).orElse(" and without a word");
    }

    /** The line by which Freqtrade says that it has begun. */
    public static Optional<String> begun(List<String> log) {
        return Log.read(log).begun();
    }

    private static void compare(List<String> differences, String name, String commanded, Optional<String> shown) {
        shown.filter(other -> !other.equals(commanded))
                .ifPresent(other -> differences.add(name + " is " + other + " instead of " + commanded));
    }
}
