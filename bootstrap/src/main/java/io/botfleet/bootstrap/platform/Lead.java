package io.botfleet.bootstrap.platform;

import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One replica's hold on one role: renewed in time, and asked of the coordinator no oftener than that. */
final class Lead {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(6);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(2);

    private final Leadership leadership;
    private final Role role;
    private final Replica replica;
    private final Clock clock;
    private Optional<Fence> held = Optional.empty();
    private Instant askedAt = Instant.MIN;

    Lead(Leadership leadership, Role role, Replica replica, Clock clock) {
        this.leadership = leadership;
        this.role = role;
        this.replica = replica;
        this.clock = clock;
    }

    /** The fence to work under; empty while another replica leads. */
    Optional<Fence> fence() {
        Instant now = clock.instant();
        if (askedAt.plus(RENEW_AFTER).isBefore(now)) {
            held = leadership.hold(role, replica, TIME_TO_LIVE);
            askedAt = now;
        }
        return held;
    }

    /**
     * Another replica's turn may have come. If none has, and only what is written to knows of a later epoch, as after the
     * database was put back to an older copy, giving the role back makes the next epoch higher until it is high enough.
     */
    void doubt() {
        held = Optional.empty();
        askedAt = Instant.MIN;
        release();
    }

    void release() {
        leadership.release(role, replica);
    }
}
