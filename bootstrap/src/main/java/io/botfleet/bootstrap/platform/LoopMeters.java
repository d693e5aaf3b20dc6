package io.botfleet.bootstrap.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How one kind of loop does: how long its rounds take, and what keeps it from its work. All are there from the start. */
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
    private final Map<Failure, Counter> retries = new EnumMap<>(Failure.class);

    /** @param loop what its work is, without the number of one of several threads */
    LoopMeters(String loop, MeterRegistry meters) {
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
