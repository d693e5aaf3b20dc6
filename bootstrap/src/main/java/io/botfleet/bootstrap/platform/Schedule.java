package io.botfleet.bootstrap.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Something that is due now and again; the first time at once. */
final class Schedule {
    private final Duration every;
    private final Clock clock;
    private Instant last = Instant.MIN;

    Schedule(Duration every, Clock clock) {
        this.every = every;
        this.clock = clock;
    }

    /** Whether it is due; if so, it is due again when the time is over. */
    boolean due() {
        Instant now = clock.instant();
        boolean due = last.equals(Instant.MIN) || !now.isBefore(last.plus(every));
        if (due) {
            last = now;
        }
        return due;
    }
}
