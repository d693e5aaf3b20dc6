package io.botfleet.bootstrap.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class PlatformLogTest {
    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    @BeforeEach
    void logToTheTerminal() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%level %logger %message%n%exception");
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setName("log");
        appender.setEncoder(encoder);
        appender.setOutputStream(terminal);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    @AfterEach
    void end() {
        context.stop();
    }

    @Test
    void keepsWarningsOnTheTerminalAndEverythingInTheFile() throws IOException {
        PlatformLog.keepingWarnings(context, file());

        context.getLogger("io.botfleet.Loop").info("works again");
        context.getLogger("io.botfleet.Loop").warn("no connection");

        assertThat(terminal()).isEqualTo("WARN io.botfleet.Loop no connection\n");
        assertThat(Files.readString(file())).contains("works again", "no connection");
    }

    @Test
    void keepsTheTracesOfTheConnectionPoolInTheFileAlone() throws IOException {
        PlatformLog.keepingWarnings(context, file());

        context.getLogger("com.zaxxer.hikari.pool.ProxyConnection")
                .warn("marked as broken", new IOException("Read timed out"));

        assertThat(terminal()).isEmpty();
        assertThat(Files.readString(file())).contains("marked as broken", "java.io.IOException: Read timed out");
    }

    private Path file() {
        return folder.resolve("platform.log");
    }

    private String terminal() {
        return terminal.toString(StandardCharsets.UTF_8);
    }
}
