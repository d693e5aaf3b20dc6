package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.application.failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopTest {
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
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
                .containsExactly("reader: the node is away", "reader: works again");
    }

    private static void run(Loop.Round round) {
        new Loop("reader", round, new WakeUp(), Duration.ofMillis(1), Clock.systemUTC()).run();
    }
}
