package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
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
    private final OpenAlarms alarms = new OpenAlarms(Clock.systemUTC());
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
            return true;
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
            return true;
        });

        assertThat(seen.get(1)).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Loop.STUCK);
            assertThat(alarm.subject()).isEqualTo("reader");
            assertThat(alarm.message()).startsWith("the settler's account can't pay for gas: fund it");
        });
        assertThat(seen.get(2)).isEmpty();
        assertThat(count("botfleet.retries", "permanent")).isEqualTo(1);
    }

    @Test
    void countsAMistakeAndGoesOn() {
        int[] turns = {0};
        run(() -> {
            turns[0]++;
            if (turns[0] == 1) {
                wakeUp.call();
                throw new IllegalStateException("nobody thought of this");
            }
            Thread.currentThread().interrupt();
            return true;
        });

        assertThat(count("botfleet.retries", "mistake")).isEqualTo(1);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .first(InstanceOfAssertFactories.STRING)
                .contains("a mistake in this program", "Please report it");
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
                        new LoopMeters("reader", meters),
                        alarms,
                        Clock.systemUTC())
                .run();
    }
}
