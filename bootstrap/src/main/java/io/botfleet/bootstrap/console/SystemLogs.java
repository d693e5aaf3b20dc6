package io.botfleet.bootstrap.console;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is said to {@link System.Logger}, as adapters do that know no logging library, into the platform's log. Java's
 * own would print it beside that: in another form, in no file, and with whatever control characters a file's name has.
 */
public final class SystemLogs extends System.LoggerFinder {
    @Override
    public System.Logger getLogger(String name, Module module) {
        return new SystemLog(LoggerFactory.getLogger(name));
    }

    private record SystemLog(Logger log) implements System.Logger {
        @Override
        public String getName() {
            return log.getName();
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.OFF && log.isEnabledForLevel(level(level));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle words, @Nullable String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                log.atLevel(level(level)).setCause(thrown).log(said(words, message));
            }
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle words,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            if (isLoggable(level)) {
                String said = said(words, format);
                boolean plain = parameters == null || parameters.length == 0;
                log.atLevel(level(level)).log(plain ? said : MessageFormat.format(said, parameters));
            }
        }

        private static String said(@Nullable ResourceBundle words, @Nullable String message) {
            if (message == null) {
                return "";
            }
            return words != null && words.containsKey(message) ? words.getString(message) : message;
        }

        private static org.slf4j.event.Level level(Level level) {
            return switch (level) {
                case ALL, TRACE -> org.slf4j.event.Level.TRACE;
                case DEBUG -> org.slf4j.event.Level.DEBUG;
                case INFO -> org.slf4j.event.Level.INFO;
                case WARNING -> org.slf4j.event.Level.WARN;
                case ERROR, OFF -> org.slf4j.event.Level.ERROR;
            };
        }
    }
}
