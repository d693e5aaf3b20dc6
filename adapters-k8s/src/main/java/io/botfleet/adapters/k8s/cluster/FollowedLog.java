package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.ApiFailure;
import io.botfleet.adapters.k8s.state.PodState;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads on in what a pod prints, on a thread of its own that an interrupt ends at once.
 *
 * <p>The server ends a log with its container, and anything on the way may break it off. While the pod is there it is taken up
 * again behind the last line, which the lines' times tell.
 */
final class FollowedLog extends Spliterators.AbstractSpliterator<String> {
    /** How soon it is noticed that the pod is gone. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** A silent container's log is not answered before its first line, so this long means that nobody refused. */
    private static final Duration TO_REFUSE = Duration.ofSeconds(2);

    /** The server ends a log soon after its container has; what is silent for so long has been forgotten. */
    private static final Duration AFTER_THE_END = Duration.ofSeconds(5);

    private static final Duration BEFORE_GOING_ON = Duration.ofSeconds(1);
    private static final int AHEAD = 256;
    private static final int BAD_GATEWAY = 502;

    /** What is known of the pod. */
    interface Sight {
        /** The pod as it is, empty once it is gone or replaced. */
        Optional<PodState> pod();

        /** Why that is not known; empty while it is. */
        Optional<String> outOfTouch();
    }

    private sealed interface Signal {
        record Line(String text) implements Signal {}

        record Failed(ApiFailure failure) implements Signal {}

        record Ended() implements Signal {}
    }

    private final PodLogs logs;
    private final Sight sight;
    private final int lines;
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(AHEAD);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("followed-log").unstarted(this::run);
    private Optional<Instant> last = Optional.empty();
    private boolean begun;
    private boolean passed;
    private volatile boolean closed;

    private FollowedLog(PodLogs logs, Sight sight, int lines) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.logs = logs;
        this.sight = sight;
        this.lines = lines;
    }

    /** Throws {@code Unavailable} where the server refuses. */
    static Stream<String> of(PodLogs logs, Sight sight, int lines) {
        FollowedLog log = new FollowedLog(logs, sight, lines);
        log.thread.start();
        try {
            if (log.answered.await(TO_REFUSE.toMillis(), TimeUnit.MILLISECONDS)
                    && log.signals.peek() instanceof Signal.Failed(ApiFailure failure)) {
                throw unavailable(failure);
            }
        } catch (InterruptedException leaving) {
            log.close();
            Thread.currentThread().interrupt();
        }
        return StreamSupport.stream(log, false).onClose(log::close);
    }

    private static Unavailable unavailable(ApiFailure failure) {
        return new Unavailable("a log: " + failure.what(), failure);
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
        while (!closed) {
            switch (next()) {
                case Signal.Line(String text) -> {
                    if (!closed) {
                        action.accept(text);
                        return true;
                    }
                }
                case Signal.Failed(ApiFailure failure) -> throw unavailable(failure);
                case Signal.Ended _ -> close();
            }
        }
        return false;
    }

    /** Also without any line, while there is none and the pod is there. */
    private Signal next() {
        try {
            long silentSince = System.nanoTime();
            while (true) {
                Signal signal = signals.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (signal != null) {
                    return signal;
                }
                Optional<String> outOfTouch = sight.outOfTouch();
                if (outOfTouch.isPresent()) {
                    close();
                    throw new Unavailable("a log: " + outOfTouch.get());
                }
                Optional<PodState> now = sight.pod();
                boolean forgotten = now.filter(FollowedLog::hasEnded).isPresent()
                        && System.nanoTime() - silentSince > AFTER_THE_END.toNanos();
                if (closed || now.isEmpty() || forgotten) {
                    return new Signal.Ended();
                }
            }
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return new Signal.Ended();
        }
    }

    private void run() {
        try {
            for (Optional<PodState> now = sight.pod(); !closed && now.isPresent(); now = sight.pod()) {
                read(now.get());
                if (hasEnded(now.get())) {
                    break;
                }
                Thread.sleep(BEFORE_GOING_ON);
            }
            signals.put(new Signal.Ended());
        } catch (ApiFailure failure) {
            fail(failure);
        } catch (InterruptedException closing) {
            // Nobody reads any more.
        } finally {
            answered.countDown();
        }
    }

    private static boolean hasEnded(PodState pod) {
        return pod.pod().phase() == Pod.Phase.ENDED;
    }

    private void fail(ApiFailure failure) {
        try {
            signals.put(new Signal.Failed(failure));
        } catch (InterruptedException closing) {
            // Nobody reads any more.
        }
    }

    /** Until the server ends it, for whatever reason. */
    private void read(PodState pod) throws ApiFailure {
        begun = false;
        try {
            logs.follow(pod, lines, last, this::pass);
        } catch (ApiFailure failure) {
            boolean notNow = failure.isAbsent() || failure.isBadRequest();
            if (!notNow && !begun) {
                throw failure;
            }
        }
        answered.countDown();
        if (passed && last.isEmpty() && !hasEnded(pod)) {
            throw ApiFailure.ofStatus(BAD_GATEWAY, "it broke off, and its lines tell no time to go on behind");
        }
    }

    private boolean pass(InputStream body) throws IOException {
        begun = true;
        answered.countDown();
        Optional<Instant> before = last;
        LogLines log = new LogLines(body);
        for (Optional<String> line = log.next(); line.isPresent(); line = log.next()) {
            String text = line.get();
            int space = text.indexOf(' ');
            Optional<Instant> time = time(text.substring(0, Math.max(0, space)));
            if (time.isPresent() && before.isPresent() && !time.get().isAfter(before.get())) {
                // Of the second that was begun before the log broke off.
                continue;
            }
            passed = true;
            last = time.or(() -> last);
            put(time.isPresent() ? text.substring(space + 1) : text);
        }
        return true;
    }

    /** A node's own complaint comes without a time. */
    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    private void put(String text) throws InterruptedIOException {
        try {
            signals.put(new Signal.Line(text));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("it is closed");
        }
    }

    private void close() {
        closed = true;
        thread.interrupt();
        signals.poll();
        signals.offer(new Signal.Ended());
    }
}
