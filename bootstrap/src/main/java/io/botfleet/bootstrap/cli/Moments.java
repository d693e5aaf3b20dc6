package io.botfleet.bootstrap.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as people read them. */
final class Moments {
    private Moments() {}

    /** {@code 2026-01-02T03:04:05Z (12 s ago)}, or {@code (in 9 min)}; what is no time comes back as it is. */
    static String show(String iso, Instant now) {
        Instant at;
        try {
            at = Instant.parse(iso);
        } catch (java.time.format.DateTimeParseException none) {
            return iso;
        }
        return at.truncatedTo(ChronoUnit.SECONDS) + " (" + distance(Duration.between(at, now)) + ")";
    }

    private static String distance(Duration ago) {
        return ago.isNegative() ? "in " + length(ago.negated()) : length(ago) + " ago";
    }

    static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }
}
