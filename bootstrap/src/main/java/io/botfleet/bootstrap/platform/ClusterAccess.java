package io.botfleet.bootstrap.platform;

import java.time.Clock;

/** How a platform reaches the cluster that its bots run on. */
@FunctionalInterface
public interface ClusterAccess {
    /** Connects; what it returns is closed by whoever called. */
    ClusterParts open(Clock clock);
}
