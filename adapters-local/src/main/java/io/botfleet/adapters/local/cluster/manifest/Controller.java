package io.botfleet.adapters.local.cluster.manifest;

import java.time.Duration;
import java.util.Optional;

/** What makes a workload's pod, and says what becomes of it when its container ends. */
public sealed interface Controller permits Deployment, Job {
    Metadata metadata();

    PodTemplate template();

    /** How many pods there are to be: none or one. */
    int count();

    /** Whether its pod is never started again, whatever became of it. */
    boolean runsOnce();

    /** After what time its pod is ended; empty for never. */
    Optional<Duration> deadline();
}
