package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.testkit.memory.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Schedule schedule = new Schedule(Duration.ofSeconds(30), clock);

    @Test
    void isDueAtOnceAndThenNowAndAgain() {
        assertThat(schedule.whenDue(() -> "compared")).contains("compared");
        clock.advance(Duration.ofSeconds(29));
        assertThat(schedule.whenDue(() -> "compared")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(schedule.whenDue(() -> "compared")).contains("compared");
    }

    /** Otherwise the next round has nothing to do, and looks as if what failed worked again. */
    @Test
    void isDueAgainAtOnceWhereItFailed() {
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> schedule.whenDue(() -> {
                    throw new Unavailable("Git is away");
                }));

        assertThat(schedule.whenDue(() -> "compared")).contains("compared");
    }
}
