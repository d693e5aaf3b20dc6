package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.testkit.memory.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopTest {
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final OpenAlarms alarms = new OpenAlarms(meters, clock);
    private final WakeUp wakeUp = new WakeUp();
    private final Logger log = (Logger) LoggerFactory.getLogger(Loop.class);

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void end() {
        log.detachAppender(said);
        assertThat(Thread.interrupted())
                .as("the loop leaves its thread interrupted")
                .isTrue();
    }

    @Test
    void saysNothingOfWhatItsOwnStopInterrupts() {
        run(() -> {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for the node");
        });

        assertThat(said.list).isEmpty();
    }

    @Test
    void warnsOnceOfAPartThatIsAwayAndSaysWhenItIsBack() {
        int[] turns = {0};
        run(() -> {
            turns[0]++;
            if (turns[0] <= 3) {
                throw new Unavailable("the node is away");
            }
            if (turns[0] == 5) {
                Thread.currentThread().interrupt();
            }
            return Loop.Outcome.WORKED;
        });

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "reader: the node is away; it is tried again until it works, /health names the part and what to do",
                        "reader: works again");
        assertThat(count("botfleet.retries", "unavailable")).isEqualTo(3);
        assertThat(meters.get("botfleet.warnings").counter().count()).isEqualTo(1);
        assertThat(alarms.open()).isEmpty();
    }

    @Test
    void raisesAnAlarmWhereSomebodyHasToChangeSomethingUntilItWorks() {
        List<List<Alarm>> seen = new ArrayList<>();
        run(() -> {
            seen.add(alarms.open());
            if (seen.size() == 1) {
                // The pause after it is cut short by the wake-up.
                wakeUp.call();
                throw new Permanent("the settler's account can't pay for gas: fund it");
            }
            if (seen.size() == 3) {
                Thread.currentThread().interrupt();
            }
            return Loop.Outcome.WORKED;
        });

        assertThat(seen.get(1)).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Loop.STUCK);
            assertThat(alarm.subject()).isEqualTo("reader");
            assertThat(alarm.message()).startsWith("the settler's account can't pay for gas: fund it");
        });
        assertThat(seen.get(2)).isEmpty();
        assertThat(count("botfleet.retries", "permanent")).isEqualTo(1);
    }

    /** What can't be pushed is left alone for a while, and rounds without it find nothing to do. */
    @Test
    void keepsTheAlarmWhileNothingWasTriedAgain() {
        List<Integer> open = new ArrayList<>();
        run(() -> {
            open.add(alarms.open().size());
            switch (open.size()) {
                case 1, 3 -> {
                    wakeUp.call();
                    throw new Permanent("the GitOps repository refuses the push: read only");
                }
                case 2 -> clock.advance(Duration.ofSeconds(14));
                case 4 -> clock.advance(Duration.ofSeconds(15));
                case 5 -> {}
                default -> Thread.currentThread().interrupt();
            }
            return Loop.Outcome.NOTHING;
        });

        assertThat(open).containsExactly(0, 1, 1, 1, 0, 0);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "reader: the GitOps repository refuses the push: read only; it does not work before somebody"
                                + " changes that, and then goes on by itself",
                        "reader: works again");
    }

    /** The command that met it is left alone for a minute, in which every round goes well. */
    @Test
    void keepsTheAlarmOfAMistakeUntilItHadTimeToComeBack() {
        List<Double> stuck = new ArrayList<>();
        run(() -> {
            stuck.add(meters.get("botfleet.alarms")
                    .tag("kind", Loop.STUCK)
                    .gauge()
                    .value());
            switch (stuck.size()) {
                case 1 -> {
                    wakeUp.call();
                    throw new IllegalStateException("nobody thought of this");
                }
                case 2 -> clock.advance(Duration.ofSeconds(89));
                case 3 -> {
                    wakeUp.call();
                    throw new Unavailable("the node is away");
                }
                case 4 -> clock.advance(Duration.ofSeconds(15));
                default -> Thread.currentThread().interrupt();
            }
            return Loop.Outcome.NOTHING;
        });

        assertThat(stuck).containsExactly(0.0, 1.0, 1.0, 1.0, 0.0);
        assertThat(said.list.getLast().getFormattedMessage()).isEqualTo("reader: works again");
    }

    @Test
    void measuresALookWithoutWakingAnybody() {
        long before = wakeUp.calls();
        run(() -> {
            Thread.currentThread().interrupt();
            return Loop.Outcome.LOOKED;
        });

        assertThat(meters.get("botfleet.round").tag("loop", "reader").timer().count())
                .isEqualTo(1);
        assertThat(wakeUp.calls()).isEqualTo(before);
    }

    @Test
    void tellsHowLongItHasHadNoGoodRound() {
        List<Double> ages = new ArrayList<>();
        run(() -> {
            ages.add(meters.get("botfleet.round.age.seconds")
                    .tag("loop", "reader-2")
                    .gauge()
                    .value());
            clock.advance(Duration.ofSeconds(40));
            switch (ages.size()) {
                case 1, 2 -> {
                    wakeUp.call();
                    throw new Unavailable("the node is away");
                }
                case 3 -> {
                    return Loop.Outcome.NOTHING;
                }
                default -> {
                    Thread.currentThread().interrupt();
                    return Loop.Outcome.NOTHING;
                }
            }
        });

        assertThat(ages).containsExactly(0.0, 40.0, 80.0, 0.0);
    }

    @Test
    void countsAMistakeAndGoesOn() {
        int[] turns = {0};
        run(() -> {
            turns[0]++;
            if (turns[0] == 1) {
                wakeUp.call();
                throw new IllegalStateException("command=3 client=cliente-001 stage=QUEUED: oops");
            }
            Thread.currentThread().interrupt();
            return Loop.Outcome.WORKED;
        });

        assertThat(count("botfleet.retries", "mistake")).isEqualTo(1);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .first(InstanceOfAssertFactories.STRING)
                .startsWith("reader: command=3 client=cliente-001 stage=QUEUED: oops: a mistake in this program;")
                .contains("Please report it");
    }

    @Test
    void restsForAWhileThatNobodyCutsShortAndIsWokenAfterIt() {
        Duration shortest = Duration.ofMillis(200);
        List<Long> begun = new ArrayList<>();
        Loop.Round round = () -> {
            begun.add(System.nanoTime());
            wakeUp.call();
            if (begun.size() == 4) {
                Thread.currentThread().interrupt();
            }
            return Loop.Outcome.NOTHING;
        };

        new Loop(
                        "reader",
                        round,
                        wakeUp,
                        Duration.ofHours(1),
                        shortest,
                        new LoopMeters("reader", meters, clock),
                        alarms,
                        clock)
                .run();

        assertThat(begun).hasSize(4);
        assertThat(Duration.ofNanos(begun.getLast() - begun.getFirst()))
                .isGreaterThanOrEqualTo(shortest.multipliedBy(3));
    }

    private double count(String name, String failure) {
        return meters.get(name).tag("failure", failure).counter().count();
    }

    private void run(Loop.Round round) {
        new Loop(
                        "reader",
                        round,
                        wakeUp,
                        Duration.ofMillis(1),
                        Duration.ZERO,
                        new LoopMeters("reader-2", meters, clock),
                        alarms,
                        clock)
                .run();
    }
}
