package io.botfleet.bootstrap.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Something that is due now and again: the first time at once, and at once again where it failed. */
final class Schedule {
    private final Duration every;
    private final Clock clock;
    private Instant last = Instant.MIN;

    Schedule(Duration every, Clock clock) {
        this.every = every;
        this.clock = clock;
    }

    /** Does the work if it is due; empty where it is not. */
    <T> Optional<T> whenDue(Supplier<T> work) {
        Instant now = clock.instant();
        if (!last.equals(Instant.MIN) && now.isBefore(last.plus(every))) {
            return Optional.empty();
        }
        T done = work.get();
        // Not before: a round after a failure would have nothing to do, and pass for one that went well.
        last = now;
        return Optional.of(done);
    }
}
