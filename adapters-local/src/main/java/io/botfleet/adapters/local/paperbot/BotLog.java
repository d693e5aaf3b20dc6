package io.botfleet.adapters.local.paperbot;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.List;

/** Freqtrade's log: its line format on the error stream, and the last 1,000 records for {@code GET /logs}. */
final class BotLog {
    private static final int BUFFERED = 1_000;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS").withZone(ZoneId.systemDefault());

    /** One log record; {@code level} is Python's name of it. */
    record Entry(Instant at, String logger, String level, String message) {}

    private final PrintStream out;
    private final ArrayDeque<Entry> buffer = new ArrayDeque<>();

    BotLog(PrintStream out) {
        this.out = out;
    }

    void info(String logger, String message) {
        write(logger, "INFO", message);
    }

    void warning(String logger, String message) {
        write(logger, "WARNING", message);
    }

    void error(String logger, String message) {
        write(logger, "ERROR", message);
    }

    void critical(String logger, String message) {
        write(logger, "CRITICAL", message);
    }

    /** Logs an error with the chain of its causes, without a trace: what failed is what a reader needs. */
    void exception(String logger, String message, Throwable cause) {
        var text = new StringBuilder(message);
        for (var each = cause; each != null; each = each.getCause()) {
            text.append('\n')
                    .append(each.getClass().getSimpleName())
                    .append(": ")
                    .append(each.getMessage());
        }
        write(logger, "ERROR", text.toString());
    }

    synchronized List<Entry> latest(int limit) {
        return buffer.stream().skip(Math.max(0, buffer.size() - limit)).toList();
    }

    private synchronized void write(String logger, String level, String message) {
        var entry = new Entry(Instant.now(), logger, level, message);
        if (buffer.size() == BUFFERED) {
            buffer.removeFirst();
        }
        buffer.addLast(entry);
        out.println(STAMP.format(entry.at()) + " - " + logger + " - " + level + " - " + message);
        out.flush();
    }
}
