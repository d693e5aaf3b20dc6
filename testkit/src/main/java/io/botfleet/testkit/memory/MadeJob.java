package io.botfleet.testkit.memory;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.List;
import java.util.Optional;

/**
 * A Job as it is now, or was when it was taken away: what really happened, whoever saw it.
 *
 * @param revision that the cluster made it at
 * @param printed all that its pod has printed
 * @param failure why it failed; empty where it did not, or has not ended
 */
public record MadeJob(
        WorkloadId workload,
        String strategy,
        Pod pod,
        Optional<CommitId> revision,
        List<String> printed,
        Optional<String> failure) {
    public MadeJob {
        printed = List.copyOf(printed);
    }
}
