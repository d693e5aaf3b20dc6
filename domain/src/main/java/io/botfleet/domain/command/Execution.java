package io.botfleet.domain.command;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.gitops.CommitId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was seen of a command's execution, as far as it was seen.
 *
 * @param revision the Git revision that the cluster had deployed
 * @param firstProcess the first {@code last_process} that was seen of the bot
 * @param lastProcess a later one: the bot iterates
 * @param openTrades how many positions the bot held when a stop paused it, or removed it unasked
 * @param failingAt how often the pod had restarted when it was first seen to fail: it may have failed by an outage around it
 * @param askedAt when a bot that is to make way was first asked what it holds, and did not tell
 * @param atWork what shows that a backtest runs, or has run: Freqtrade's line that says so, or the digest of its result
 */
public record Execution(
        Optional<CommitId> revision,
        Optional<Pod> pod,
        Optional<RunningConfig> config,
        Optional<Instant> firstProcess,
        Optional<Instant> lastProcess,
        OptionalInt openTrades,
        OptionalInt failingAt,
        Optional<Instant> askedAt,
        Optional<String> atWork) {
    public static final Execution NONE = new Execution(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    public Execution deployed(CommitId seenRevision, Pod seenPod) {
        return new Execution(
                Optional.of(seenRevision),
                Optional.of(seenPod),
                config,
                firstProcess,
                lastProcess,
                openTrades,
                failingAt,
                askedAt,
                atWork);
    }

    /** The same with the revision at which the workload was seen to be gone, or paused for good. */
    public Execution stopped(CommitId seenRevision) {
        return new Execution(
                Optional.of(seenRevision),
                pod,
                config,
                firstProcess,
                lastProcess,
                openTrades,
                failingAt,
                askedAt,
                atWork);
    }

    public Execution firstProcess(Instant seen) {
        return new Execution(
                revision, pod, config, Optional.of(seen), lastProcess, openTrades, failingAt, askedAt, atWork);
    }

    public Execution confirmed(Pod seenPod, RunningConfig shown, Instant laterProcess) {
        return new Execution(
                revision,
                Optional.of(seenPod),
                Optional.of(shown),
                firstProcess,
                Optional.of(laterProcess),
                openTrades,
                failingAt,
                askedAt,
                atWork);
    }

    /** A backtest's pod, and what shows that it does what was commanded. */
    public Execution working(Pod seenPod, String shown) {
        return new Execution(
                revision,
                Optional.of(seenPod),
                config,
                firstProcess,
                lastProcess,
                openTrades,
                failingAt,
                askedAt,
                Optional.of(shown));
    }

    public Execution holding(int trades) {
        return new Execution(
                revision, pod, config, firstProcess, lastProcess, OptionalInt.of(trades), failingAt, askedAt, atWork);
    }

    /** A bot that is to make way was asked what it holds, and did not tell. */
    public Execution askedInVain(Instant first) {
        return new Execution(
                revision, pod, config, firstProcess, lastProcess, openTrades, failingAt, Optional.of(first), atWork);
    }

    /** Whatever is to make way in another stage has all its time. */
    Execution notAsked() {
        return askedAt.isEmpty()
                ? this
                : new Execution(
                        revision,
                        pod,
                        config,
                        firstProcess,
                        lastProcess,
                        openTrades,
                        failingAt,
                        Optional.empty(),
                        atWork);
    }

    /** The pod was seen to fail after so many restarts. */
    public Execution failing(int restarts) {
        return new Execution(
                revision,
                pod,
                config,
                firstProcess,
                lastProcess,
                openTrades,
                OptionalInt.of(restarts),
                askedAt,
                atWork);
    }

    /** Whether the pod was seen to fail before, and has failed again since. */
    public boolean failedBefore(int restarts) {
        return failingAt.isPresent() && restarts > failingAt.getAsInt();
    }
}
