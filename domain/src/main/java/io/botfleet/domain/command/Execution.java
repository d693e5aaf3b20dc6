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
 * @param openTrades how many positions the bot held when it was paused for a stop
 */
public record Execution(
        Optional<CommitId> revision,
        Optional<Pod> pod,
        Optional<RunningConfig> config,
        Optional<Instant> firstProcess,
        Optional<Instant> lastProcess,
        OptionalInt openTrades) {
    public static final Execution NONE = new Execution(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());

    public Execution deployed(CommitId seenRevision, Pod seenPod) {
        return new Execution(
                Optional.of(seenRevision), Optional.of(seenPod), config, firstProcess, lastProcess, openTrades);
    }

    /** The same with the revision at which the workload was seen to be gone. */
    public Execution gone(CommitId seenRevision) {
        return new Execution(Optional.of(seenRevision), pod, config, firstProcess, lastProcess, openTrades);
    }

    public Execution firstProcess(Instant seen) {
        return new Execution(revision, pod, config, Optional.of(seen), lastProcess, openTrades);
    }

    public Execution confirmed(Pod seenPod, RunningConfig shown, Instant laterProcess) {
        return new Execution(
                revision,
                Optional.of(seenPod),
                Optional.of(shown),
                firstProcess,
                Optional.of(laterProcess),
                openTrades);
    }

    public Execution holding(int trades) {
        return new Execution(revision, pod, config, firstProcess, lastProcess, OptionalInt.of(trades));
    }
}
