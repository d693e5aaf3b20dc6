package io.botfleet.adapters.rest.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.testkit.memory.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(10)
final class PartWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(PartWatch.class);
    private final @Nullable Level usual = log.getLevel();

    @BeforeEach
    void listen() {
        said.list = new CopyOnWriteArrayList<>();
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void end() {
        log.detachAppender(said);
        log.setLevel(usual);
    }

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

    @Test
    void saysThatAPartHangsAndThatItAnswersAgainOnceEach() throws InterruptedException {
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
        watch.health();
        watch.health();
        answers.countDown();
        looking.join();
        watch.look();

        assertSaid("WARN chain is DOWN: It has not answered since 2026-01-01T00:00:00Z. Start it.", "INFO chain is UP");
    }

    @Test
    void saysOnceThatAPartIsDownHoweverItIsFoundOut() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        PartWatch watch = watch(() -> {
            asked.countDown();
            try {
                gone.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            throw new Unavailable("connection reset");
        });
        Thread looking = Thread.ofVirtual().start(watch::look);
        asked.await();
        clock.advance(PartWatch.PATIENCE);
        watch.health();
        gone.countDown();
        looking.join();
        watch.look();

        assertSaid("WARN chain is DOWN: It has not answered since 2026-01-01T00:00:00Z. Start it.");
        assertThat(watch.health().message()).hasValue("It can't be reached. Start it.");
    }

    @Test
    void areSaidToHangWhereNobodyAsksForTheirHealth() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Part hanging = Part.of("chain", "Start it.", () -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ended) {
                throw new Unavailable("interrupted");
            }
        });
        HealthWatch watch = new HealthWatch(List.of(hanging), clock, new SimpleMeterRegistry());
        watch.start();
        try {
            asked.await();
            clock.advance(PartWatch.PATIENCE);
            while (said.list.isEmpty()) {
                Thread.sleep(50);
            }
            assertSaid("WARN chain is DOWN: It has not answered since 2026-01-01T00:00:00Z. Start it.");
        } finally {
            watch.stop();
        }
    }

    private void assertSaid(String... lines) {
        assertThat(List.copyOf(said.list))
                .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
                .containsExactly(lines);
    }

    private PartWatch watch(Runnable check) {
        return new PartWatch(Part.of("chain", "Start it.", check), clock);
    }
}
