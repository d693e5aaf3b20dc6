package io.botfleet.bootstrap.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Prints every step of every command as the platform's own event stream tells it. */
final class Timeline implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(2);

    private final ApiClient api;
    private final PrintStream out;
    private final long begun = System.nanoTime();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, String> shown = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Thread thread;

    Timeline(ApiClient api, PrintStream out) {
        this.api = api;
        this.out = out;
        this.thread = Thread.ofVirtual().name("timeline").start(this::follow);
    }

    /** What to call a command in the timeline. */
    void name(String command, String name) {
        names.put(command, name);
    }

    /** A line of the demo's own. */
    @SuppressWarnings("AnnotateFormatMethod")
    synchronized void say(String format, Object... arguments) {
        out.printf("%7.1f s  %s%n", (System.nanoTime() - begun) / 1e9, String.format(format, arguments));
        out.flush();
    }

    /** Waits until the stream has told of a command's stage, or for a moment only where it is late. */
    void await(String command, String stage) throws InterruptedException {
        long end = System.nanoTime() + LATE.toNanos();
        while (!stage.equals(shown.get(command)) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    api.events(last.get(), this::show);
                } catch (IOException broken) {
                    // The platform is stopped on purpose once, and the stream goes on where it was.
                    Thread.sleep(300);
                }
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean show(JsonNode step) {
        if (step.hasNonNull("sequence")) {
            last.set(Long.parseLong(step.get("sequence").asText()));
            String command = step.get("commandId").asText();
            String text = step.path("text").asText();
            say(
                    "#%-3s %-34s %-12s %s",
                    command,
                    names.getOrDefault(command, ""),
                    step.get("stage").asText(),
                    text.length() > 160 ? text.substring(0, 160) + " …" : text);
            shown.put(command, step.get("stage").asText());
        }
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
