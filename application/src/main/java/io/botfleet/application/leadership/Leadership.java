package io.botfleet.application.leadership;

import java.time.Duration;
import java.util.Optional;

/** Leases of roles, on the coordinator's own clock. */
public interface Leadership {
    /**
     * Takes or renews a role for {@code timeToLive}; empty while another replica holds it. Renewing keeps the epoch,
     * taking raises it.
     */
    Optional<Fence> hold(Role role, Replica replica, Duration timeToLive);

    /** Gives a role back early; harmless where it is not held. */
    void release(Role role, Replica replica);
}
