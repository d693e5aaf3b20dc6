package io.botfleet.bootstrap.console;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the lines go that the platform logs: to standard error, until a file is named. */
public final class PlatformLog {
    /** The appender's name in {@code logback.xml}. */
    private static final String APPENDER = "log";

    private static final String CONNECTION_POOL = "com.zaxxer.hikari.";

    /** Of the file and of the one before it, in bytes. */
    private static final long LARGEST = 16L << 20;

    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private PlatformLog() {}

    /** From now on every line is appended to the file, and none goes to the terminal. */
    public static void into(Path file) {
        redirect(context(), file).ifPresent(root -> root.detachAppender(APPENDER));
    }

    /**
     * From now on every line is appended to the file, and only warnings go to the terminal too. Of those the connection
     * pool's do not: in an outage it has a stack trace for each connection, and the platform has one line for all.
     */
    public static void keepingWarnings(Path file) {
        keepingWarnings(context(), file);
    }

    static void keepingWarnings(LoggerContext context, Path file) {
        redirect(context, file).map(root -> root.getAppender(APPENDER)).ifPresent(console -> {
            ThresholdFilter warnings = new ThresholdFilter();
            warnings.setLevel("WARN");
            warnings.start();
            console.addFilter(warnings);
            Filter<ILoggingEvent> pool = new NotOf(CONNECTION_POOL);
            pool.start();
            console.addFilter(pool);
        });
    }

    /** Leaves out what the loggers below a name say. */
    private static final class NotOf extends Filter<ILoggingEvent> {
        private final String loggers;

        NotOf(String loggers) {
            this.loggers = loggers;
        }

        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().startsWith(loggers) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    /**
     * Where another thread is the first to log, SLF4J has a stand-in until that one has found Logback: the JDK logs the end
     * of the process, which a signal may bring at any moment of a start.
     */
    private static LoggerContext context() {
        long end = System.nanoTime() + LONGEST_SEARCH.toNanos();
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        while (!(factory instanceof LoggerContext) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            factory = LoggerFactory.getILoggerFactory();
        }
        return (LoggerContext) factory;
    }

    /** The root logger with the file beside the terminal; empty where the log goes elsewhere already. */
    private static Optional<ch.qos.logback.classic.Logger> redirect(LoggerContext context, Path file) {
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        if (!(root.getAppender(APPENDER) instanceof OutputStreamAppender<ILoggingEvent> console)) {
            return Optional.empty();
        }
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(console.getEncoder());
        FixedWindowRollingPolicy former = new FixedWindowRollingPolicy();
        former.setContext(context);
        former.setParent(appender);
        former.setMinIndex(1);
        former.setMaxIndex(1);
        former.setFileNamePattern(file + ".%i");
        former.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> large = new SizeBasedTriggeringPolicy<>();
        large.setContext(context);
        large.setMaxFileSize(new FileSize(LARGEST));
        large.start();
        appender.setRollingPolicy(former);
        appender.setTriggeringPolicy(large);
        appender.start();
        root.addAppender(appender);
        return Optional.of(root);
    }
}
