package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One process of the platform, as often as it is killed. */
final class Member {
    /** Which one. */
    enum Name {
        PLATFORM("the platform"),
        REPLICA("the replica"),
        SECOND("the second replica"),
        THIRD("the third replica"),
        FOURTH("the fourth replica"),
        FIFTH("the fifth replica"),
        SIXTH("the sixth replica");

        private final String words;

        Name(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** It may have stopped itself, and is asked again. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    private static final Duration LONGEST_START = Duration.ofMinutes(8);

    /** Where its API is; empty while nobody knows. */
    interface Address {
        Optional<URI> api() throws IOException;
    }

    private final Name name;
    private final List<String> command;
    private final Path log;
    private final Address address;
    private @Nullable Process process;
    private volatile boolean answered;
    private volatile boolean frozen;
    private volatile boolean asked;
    private volatile boolean disturbed;

    /** @param command what follows {@code java} */
    Member(Name name, List<String> command, Path log, Address address) {
        this.name = name;
        this.command = new ArrayList<>(command);
        this.command.addFirst(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        this.log = log;
        this.address = address;
    }

    Name name() {
        return name;
    }

    /** Starts it without waiting. */
    synchronized void start() throws IOException {
        answered = false;
        frozen = false;
        asked = false;
        disturbed = false;
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** SIGKILL, to this process only: what it started runs on. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** SIGTERM. */
    void ask() throws IOException, InterruptedException {
        asked = true;
        Signal.TERM.send(pid());
    }

    void freeze() throws IOException, InterruptedException {
        frozen = true;
        Signal.STOP.send(pid());
    }

    /** It has stopped itself. */
    void sleeps() {
        frozen = true;
    }

    void thaw() throws IOException, InterruptedException {
        frozen = false;
        Signal.CONT.send(pid());
    }

    boolean frozen() {
        return frozen && alive();
    }

    /** A part that it needs is gone, or was for a while: a start does not outlive that. */
    void losesAPart() {
        disturbed |= !answered;
    }

    /** Whether it was asked to end since its last start. */
    boolean wasAsked() {
        return asked;
    }

    /** Whether it may end by itself: it was asked to, or disturbed while it started. */
    boolean mayEnd() {
        return asked || disturbed;
    }

    boolean awake() {
        return alive() && !frozen;
    }

    /** Whether it has answered since its last start. */
    boolean hasAnswered() {
        return answered;
    }

    /** Finds out whether it has answered. */
    void look() throws IOException, InterruptedException {
        if (!answered) {
            answers();
        }
    }

    /** Waits until it answers; false where it ended before. */
    boolean awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end) {
            if (!alive()) {
                return false;
            }
            if (answers()) {
                return true;
            }
            Thread.sleep(100);
        }
        throw new IOException(name + " does not answer: see " + log);
    }

    boolean answers() throws IOException, InterruptedException {
        if (!alive() || frozen) {
            return false;
        }
        Optional<URI> api = address.api();
        if (api.isEmpty()) {
            return false;
        }
        try (ApiClient client = new ApiClient(api.get(), LONGEST_ANSWER)) {
            client.get("/api/v1/ping");
            answered = true;
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    Optional<URI> api() throws IOException {
        return address.api();
    }

    Path log() {
        return log;
    }
}
