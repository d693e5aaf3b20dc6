package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a log on a thread of its own until it ends. */
public final class LogReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stream<String> log;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private LogReader(Stream<String> log) {
        this.log = log;
        this.thread = Thread.ofVirtual().start(this::read);
    }

    public static LogReader of(Stream<String> log) {
        return new LogReader(log);
    }

    private void read() {
        try {
            log.forEach(lines::add);
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    /** What was read so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Until a line was read. */
    public void await(String line) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!lines.contains(line)) {
            assertThat(System.nanoTime() - until)
                    .as("time is left for \"%s\"; read was %s, and failed was %s", line, lines, failure)
                    .isNegative();
            pause();
        }
    }

    /** What the reading failed with; fails itself where the log does not end in time. */
    public Optional<RuntimeException> end(Duration patience) {
        try {
            assertThat(thread.join(patience))
                    .as("the log ended within %s; read was %s", patience, lines)
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return Optional.ofNullable(failure);
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
