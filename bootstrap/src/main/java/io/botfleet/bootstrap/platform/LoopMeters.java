package io.botfleet.bootstrap.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How a loop does: how long its rounds take, what keeps it from its work, and whether it stands still. All are there from
 * the start; only the last is told apart for several threads with the same work.
 */
final class LoopMeters {
    /** What follows from a failure, which is how failures are told apart. */
    enum Failure {
        UNAVAILABLE,
        CONFLICT,
        PERMANENT,
        MISTAKE
    }

    private final Timer rounds;
    private final Counter warnings;
    private final Clock clock;
    private volatile Instant wentWell;
    private final Map<Failure, Counter> retries = new EnumMap<>(Failure.class);

    /** @param thread the loop's name, and its number where several threads do the same work */
    LoopMeters(String thread, MeterRegistry meters, Clock clock) {
        this.clock = clock;
        this.wentWell = clock.instant();
        String loop = thread.replaceFirst("-\\d+$", "");
        Gauge.builder("botfleet.round.age.seconds", this, LoopMeters::age)
                .tag("loop", thread)
                .description("Since the last round that did not fail")
                .register(meters);
        rounds = Timer.builder("botfleet.round")
                .tag("loop", loop)
                .description("How long rounds took that had something to do")
                .register(meters);
        warnings = Counter.builder("botfleet.warnings")
                .tag("loop", loop)
                .description("Warnings that were logged; one that lasts is said again every 30 s")
                .register(meters);
        for (Failure failure : Failure.values()) {
            retries.put(
                    failure,
                    Counter.builder("botfleet.retries")
                            .tag("loop", loop)
                            .tag("failure", failure.name().toLowerCase(Locale.ROOT))
                            .description("Rounds that failed and are tried again")
                            .register(meters));
        }
    }

    private double age() {
        return Duration.between(wentWell, clock.instant()).toMillis() / 1000.0;
    }

    void wentWell() {
        wentWell = clock.instant();
    }

    void worked(Duration took) {
        rounds.record(took);
    }

    void warned() {
        warnings.increment();
    }

    void retries(Failure failure) {
        Objects.requireNonNull(retries.get(failure)).increment();
    }
}
