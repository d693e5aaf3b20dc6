package io.botfleet.bootstrap.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the lines go that the platform logs: to standard error, until a file is named. */
public final class PlatformLog {
    /** The appender's name in {@code logback.xml}. */
    private static final String APPENDER = "log";

    private PlatformLog() {}

    /** From now on every line is appended to the file, and none goes to the terminal. */
    public static void into(Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (!(root.getAppender(APPENDER) instanceof OutputStreamAppender<ILoggingEvent> console)) {
            return;
        }
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName(APPENDER);
        appender.setFile(file.toString());
        appender.setEncoder(console.getEncoder());
        appender.start();
        root.detachAppender((Appender<ILoggingEvent>) console);
        root.addAppender(appender);
    }
}
