package io.botfleet.bootstrap.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Printable;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Tells every step of every command as the platform's own event stream tells it, and what the demo does itself. */
final class Timeline implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final int LONGEST_TEXT = 160;

    private final ApiClient api;
    private final Reporter reporter;
    private final long begun = System.nanoTime();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, String> shown = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Thread thread;

    Timeline(ApiClient api, Reporter reporter) {
        this.api = api;
        this.reporter = reporter;
        this.thread = Thread.ofVirtual().name("timeline").start(this::follow);
    }

    void scene(String words) {
        tell("scene", words, event -> event.with("words", words));
    }

    /** @param name what to call the command from now on */
    void sent(Submission submission, String name) {
        String command = submission.id().toString();
        String transaction = submission.transaction().toString();
        long fee = submission.fee().amount();
        names.put(command, name);
        tell(
                "sent",
                row(command, "SENT", "transaction " + transaction + ", fee " + fee + " gwei in escrow"),
                event -> event.with("commandId", command)
                        .with("name", name)
                        .with("transaction", transaction)
                        .with("feeGwei", fee));
    }

    /** @param why it could not even be looked at; empty where it could */
    void expectation(String what, boolean held, String why) {
        tell(
                "expectation",
                "  " + (held ? "✓ " : "✗ ") + what + (why.isEmpty() ? "" : " (" + why + ")"),
                event -> event.with("held", held).with("words", what).with("why", why));
    }

    private synchronized void tell(String name, String words, UnaryOperator<Event> values) {
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        Event event = new Event(name, "%7.1f s  %s".formatted(millis / 1e3, words)).with("seconds", millis / 1e3);
        reporter.tell(values.apply(event));
    }

    private String row(String command, String stage, String text) {
        return "#%-3s %-34s %-12s %s".formatted(command, names.getOrDefault(command, ""), stage, text);
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
            String stage = step.get("stage").asText();
            String text = Printable.line(step.path("text").asText());
            String shortened = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + " …" : text;
            tell("step", row(command, stage, shortened), event -> event.with("commandId", command)
                    .with("name", names.getOrDefault(command, ""))
                    .with("stage", stage)
                    .with("text", text));
            shown.put(command, stage);
        }
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
