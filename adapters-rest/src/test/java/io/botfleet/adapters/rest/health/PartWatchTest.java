package io.botfleet.adapters.rest.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.testkit.memory.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class PartWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);

    @Test
    void knowsNothingBeforeTheFirstLook() {
        assertThat(watch(() -> {}).health().status()).isEqualTo(PartHealth.Status.UNKNOWN);
    }

    @Test
    void keepsTheTimeWhenTheStatusBegan() {
        PartWatch watch = watch(() -> {});
        watch.look();
        clock.advance(Duration.ofMinutes(5));
        watch.look();

        assertThat(watch.health().since()).isEqualTo(START);
    }

    @Test
    void repeatsNothingOfAnUnreachablePartsOwnWords() {
        PartWatch watch = watch(() -> {
            throw new Unavailable("http://user:password@node refused");
        });
        watch.look();

        assertThat(watch.health().message()).hasValue("It can't be reached. Start it.");
    }

    @Test
    void repeatsWhatTheOperatorHasToChange() {
        PartWatch watch = watch(() -> {
            throw new Permanent("the node serves chain 1, not 31337");
        });
        watch.look();

        assertThat(watch.health().message()).hasValue("the node serves chain 1, not 31337. Start it.");
    }

    @Test
    void countsAPartThatHangsAsDownAndAsUpOnceItAnswers() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        PartWatch watch = watch(() -> {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException ended) {
                throw new Unavailable("interrupted");
            }
        });
        Thread looking = Thread.ofVirtual().start(watch::look);
        asked.await();
        clock.advance(PartWatch.PATIENCE);

        PartHealth hanging = watch.health();
        assertThat(hanging.status()).isEqualTo(PartHealth.Status.DOWN);
        assertThat(hanging.message()).hasValue("It has not answered since 2026-01-01T00:00:00Z. Start it.");

        answers.countDown();
        looking.join();
        assertThat(watch.health().status()).isEqualTo(PartHealth.Status.UP);
    }

    @Test
    void namesAHangingPartWithinTenSeconds() {
        assertThat(PartWatch.PAUSE.plus(PartWatch.PATIENCE)).isLessThan(Duration.ofSeconds(10));
    }

    private PartWatch watch(Runnable check) {
        return new PartWatch(Part.of("chain", "Start it.", check), clock);
    }
}
