package io.botfleet.domain.bot;

import io.botfleet.domain.gitops.CommitId;
import java.util.Optional;

/** What the cluster says of a workload. */
public sealed interface Observation {
    /** The control plane did not answer, or not in a way that can be understood: nothing is known. */
    record Unreachable(String why) implements Observation {}

    /**
     * The control plane answered.
     *
     * @param revision the Git revision that was last deployed; empty before the first
     * @param pod the workload's pod; empty where there is none
     * @param hindrance what it says is in the way, in its own words; proves nothing, since it may pass by itself
     */
    record Seen(Optional<CommitId> revision, Optional<Pod> pod, Optional<Problem> problem, Optional<String> hindrance)
            implements Observation {
        /** Where nothing is in the way. */
        public Seen(Optional<CommitId> revision, Optional<Pod> pod, Optional<Problem> problem) {
            this(revision, pod, problem, Optional.empty());
        }
    }
}
