package io.botfleet.adapters.rest.health;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How one part is.
 *
 * @param since when it came to be so
 * @param message what is wrong and what to do; empty while it is up
 * @param details what is to be known of it while it is up, by name
 */
record PartHealth(Status status, Instant since, Optional<String> message, Map<String, String> details) {
    PartHealth {
        details = Map.copyOf(details);
    }

    /** Whether a part can be used. */
    enum Status {
        UP,
        DOWN,
        /** The first look is not over yet. */
        UNKNOWN
    }

    /** The newer state, dated by when its status began. */
    PartHealth next(Status now, Instant at, Optional<String> text, Map<String, String> found) {
        return new PartHealth(now, now == status ? since : at, text, found);
    }
}
