package io.botfleet.bootstrap.platform;

import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica's hold on one role: renewed in time, and asked of the coordinator no oftener than that. While a round runs,
 * another thread renews it, since a round may take longer than the lease; but not for ever, so that a round that hangs
 * doesn't lead for ever.
 *
 * <p>What is renewed is the role, never the round's fence: where the lease ended meanwhile, as in a process that was
 * stopped, the fence is an older one than what was asked for, and what the round still writes under it is refused.
 */
final class Lead {
    /** How long the role stays with a replica that died. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(6);

    static final Duration RENEW_AFTER = TIME_TO_LIVE.dividedBy(3);

    /** Longer than a round of any work, however much of it there is, while every part answers in its time. */
    static final Duration LONGEST_ROUND = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Lead.class);

    private final Leadership leadership;
    private final Role role;
    private final Replica replica;
    private final Clock clock;
    private Optional<Fence> held = Optional.empty();
    private Instant askedAt = Instant.MIN;
    /** When the round that runs has run for too long; empty between rounds, and once it has lost the role. */
    private Optional<Instant> patientUntil = Optional.empty();

    Lead(Leadership leadership, Role role, Replica replica, Clock clock) {
        this.leadership = leadership;
        this.role = role;
        this.replica = replica;
        this.clock = clock;
    }

    /** Does one round under the fence, or without one while another replica leads; {@link #renew} keeps the role for it. */
    <T> T round(Function<Optional<Fence>, T> work) {
        Optional<Fence> fence = fence();
        begins(fence.isPresent());
        try {
            return work.apply(fence);
        } finally {
            begins(false);
        }
    }

    private synchronized void begins(boolean leading) {
        patientUntil = leading ? Optional.of(clock.instant().plus(LONGEST_ROUND)) : Optional.empty();
    }

    /** The fence to work under; empty while another replica leads. */
    Optional<Fence> fence() {
        Instant now = clock.instant();
        if (isAskedSince(now.minus(RENEW_AFTER))) {
            return lastKnown();
        }
        Optional<Fence> answer = leadership.hold(role, replica, TIME_TO_LIVE);
        keep(answer, now);
        return answer;
    }

    Role role() {
        return role;
    }

    /** Whether this replica led when it last asked, which nothing may rest on that another leader must not do too. */
    boolean seemsHeld() {
        return lastKnown().isPresent();
    }

    /** Renews the role for the round that runs, if one does: to be called by another thread, every {@link #RENEW_AFTER}. */
    void renew() {
        Instant now = clock.instant();
        if (!isWaitedFor(now)) {
            return;
        }
        Optional<Fence> answer = leadership.hold(role, replica, TIME_TO_LIVE);
        renewed(answer, now);
    }

    private synchronized boolean isWaitedFor(Instant now) {
        if (patientUntil.filter(now::isAfter).isPresent()) {
            LOG.warn(
                    "{}: a round has taken more than {} s; the role is let go for another replica to lead."
                            + " Nothing to do, unless it is said again: then see /health",
                    role,
                    LONGEST_ROUND.toSeconds());
            loses();
        }
        return patientUntil.isPresent();
    }

    private synchronized void renewed(Optional<Fence> answer, Instant at) {
        if (answer.equals(held)) {
            askedAt = at;
        } else if (patientUntil.isPresent()) {
            // The role changed hands, or could have: this round's fence is of the past.
            loses();
        }
    }

    private void loses() {
        patientUntil = Optional.empty();
        held = Optional.empty();
        askedAt = Instant.MIN;
    }

    private synchronized boolean isAskedSince(Instant time) {
        return !askedAt.isBefore(time);
    }

    private synchronized Optional<Fence> lastKnown() {
        return held;
    }

    private synchronized void keep(Optional<Fence> answer, Instant at) {
        held = answer;
        askedAt = at;
    }

    /**
     * Another replica's turn may have come. If none has, and only what is written to knows of a later epoch, as after the
     * database was put back to an older copy, giving the role back makes the next epoch higher until it is high enough.
     */
    void doubt() {
        forget();
        release();
    }

    private synchronized void forget() {
        loses();
    }

    void release() {
        leadership.release(role, replica);
    }
}
