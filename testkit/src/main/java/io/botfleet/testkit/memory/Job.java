package io.botfleet.testkit.memory;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backtest's Job with its one pod: it runs once, and what it came to stays. */
final class Job {
    /** {@code chart.jobDeadlineSeconds} of the chart. */
    static final Duration DEADLINE = Duration.ofHours(6);

    private static final int LONGEST_WORDS = 600;
    /** Freqtrade's log format: time, logger, level, message (freqtrade/loggers). */
    private static final Pattern FAILURE = Pattern.compile(".* - (?:ERROR|CRITICAL) - (.+)");

    private final Json.Members values;
    private final Pod pod;
    private final PodLog log = new PodLog();
    private Pod.Phase phase = Pod.Phase.PENDING;
    private Optional<Problem> problem = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private boolean neverMade;

    /** @param pod as it is when nothing of it runs yet */
    Job(Json.Members values, Pod pod) {
        this.values = values;
        this.pod = pod;
    }

    /** Brings it as far as its behaviour lets it; nothing where it has begun. */
    void start(JobBehaviour behaviour, List<String> linesOfWork) {
        if (phase != Pod.Phase.PENDING) {
            return;
        }
        neverMade = behaviour instanceof JobBehaviour.Refused;
        switch (behaviour) {
            case JobBehaviour.Works(var more) -> {
                run(linesOfWork);
                run(more);
            }
            case JobBehaviour.Prints(var lines) -> run(lines);
            case JobBehaviour.Ends(var lines, var exitCode) -> {
                run(lines);
                end(exitCode);
            }
            case JobBehaviour.NeverStarts _ -> problem = Optional.empty();
            case JobBehaviour.PullsNoImage _ ->
                problem = Optional.of(new Problem(
                        Problem.Kind.IMAGE_PULL, "ImagePullBackOff of " + pod.image() + ": image not found"));
            case JobBehaviour.Refused(var why) -> problem = Optional.of(new Problem(Problem.Kind.SYNC_FAILED, why));
        }
    }

    private void run(List<String> lines) {
        phase = Pod.Phase.RUNNING;
        problem = Optional.empty();
        lines.forEach(log::print);
    }

    /** Takes the values that Git has now: a Job's template can't be changed, so others than its own are refused. */
    void want(Json.Members wanted) {
        refusal = wanted.equals(values)
                ? Optional.empty()
                : Optional.of("the Job's template can't be changed: field is immutable");
    }

    void end(int exitCode) {
        end(exitCode == 0 ? Optional.empty() : Optional.of("the container freqtrade ended with exit code " + exitCode));
    }

    void fail(String why) {
        end(Optional.of(why));
    }

    private void end(Optional<String> failure) {
        if (phase == Pod.Phase.ENDED) {
            return;
        }
        phase = Pod.Phase.ENDED;
        problem = failure.map(
                why -> new Problem(Problem.Kind.DEGRADED, why + "; its last words: " + lastWords(log.lines())));
        log.end();
    }

    /** @param deadline how long it may take */
    boolean endAfterItsTime(Instant now, Duration deadline) {
        boolean over = phase != Pod.Phase.ENDED
                && !neverMade
                && now.isAfter(pod.startedAt().plus(deadline));
        if (over) {
            fail("DeadlineExceeded: it was active for longer than " + deadline.toSeconds() + " s");
        }
        return over;
    }

    private static String lastWords(List<String> lines) {
        String words = lines.isEmpty() ? "it printed nothing" : lines.getLast().strip();
        for (String line : lines.reversed()) {
            Matcher failure = FAILURE.matcher(line);
            if (failure.matches()) {
                words = failure.group(1).strip();
                break;
            }
        }
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }

    void print(String line) {
        if (phase != Pod.Phase.RUNNING) {
            throw new IllegalStateException("it does not run, it is " + phase);
        }
        log.print(line);
    }

    Json.Members values() {
        return values;
    }

    boolean isRunning() {
        return phase == Pod.Phase.RUNNING;
    }

    boolean hasEnded() {
        return phase == Pod.Phase.ENDED;
    }

    /** Why it failed; empty where it did not, or has not yet. */
    Optional<String> failure() {
        return problem.filter(_ -> hasEnded()).map(Problem::message);
    }

    PodLog log() {
        return log;
    }

    Pod pod() {
        return new Pod(
                pod.name(),
                pod.uid(),
                pod.command(),
                pod.valuesDigest(),
                pod.image(),
                phase,
                pod.restarts(),
                pod.startedAt());
    }

    /** Whether it was refused before it had a pod, so that it can still become anything. */
    boolean isNeverMade() {
        return neverMade;
    }

    Observation.Seen seen(Optional<CommitId> revision) {
        Optional<Problem> told = phase == Pod.Phase.ENDED
                ? problem
                : refusal.map(why -> new Problem(Problem.Kind.SYNC_FAILED, why)).or(() -> problem);
        return new Observation.Seen(revision, neverMade ? Optional.empty() : Optional.of(pod()), told);
    }
}
