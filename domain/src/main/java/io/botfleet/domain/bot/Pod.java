package io.botfleet.domain.bot;

import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/**
 * A pod as its control plane reports it.
 *
 * @param command the annotation {@code botfleet.io/command-id}
 * @param valuesDigest the annotation {@code botfleet.io/values-digest}, recomputed by the chart from what it rendered
 */
public record Pod(
        String name,
        String uid,
        Optional<CommandId> command,
        Optional<ValuesDigest> valuesDigest,
        String image,
        Phase phase,
        int restarts,
        Instant startedAt) {
    /** How far a pod has come. */
    public enum Phase {
        PENDING,
        INITIALISING,
        RUNNING,
        READY,
        TERMINATING,
        ENDED
    }
}
