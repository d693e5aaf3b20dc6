package io.botfleet.bootstrap.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SystemLogsTest {
    private static final String NAME = "io.botfleet.adapters.said";

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(NAME);

    @BeforeEach
    void listen() {
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void end() {
        log.detachAppender(said);
        log.setLevel(null);
    }

    @Test
    void bringWhatAdaptersSayIntoThePlatformsLog() {
        IllegalStateException cause = new IllegalStateException("disk");
        System.Logger adapter = System.getLogger(NAME);

        adapter.log(System.Logger.Level.WARNING, "{0} has {1}", "a {} file", 7);
        adapter.log(System.Logger.Level.ERROR, "a {brace} that is no place", cause);
        adapter.log(System.Logger.Level.INFO, "plain");
        adapter.log(System.Logger.Level.DEBUG, "too fine");

        assertThat(said.list)
                .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
                .containsExactly("WARN a {} file has 7", "ERROR a {brace} that is no place", "INFO plain");
        assertThat(said.list.get(1).getThrowableProxy().getMessage()).isEqualTo("disk");
    }

    @Test
    void sayWhatIsWorthFormatting() {
        System.Logger adapter = System.getLogger(NAME);

        assertThat(adapter.isLoggable(System.Logger.Level.INFO)).isTrue();
        assertThat(adapter.isLoggable(System.Logger.Level.DEBUG)).isFalse();
        assertThat(adapter.isLoggable(System.Logger.Level.OFF)).isFalse();
    }
}
