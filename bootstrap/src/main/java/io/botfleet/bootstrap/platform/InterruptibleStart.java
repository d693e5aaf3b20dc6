package io.botfleet.bootstrap.platform;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A start that whoever waits for it can give up. It runs in a thread of its own, since what it waits for may hear no
 * interrupt: a socket does not, and so no database driver.
 *
 * @param <T> what is started
 */
public final class InterruptibleStart<T extends AutoCloseable> {
    /** How long an interrupted start has to end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Callable<T> start;

    /** Whoever sets it first, the start at its end or who gives it up, decides what becomes of it. */
    private final AtomicBoolean decided = new AtomicBoolean();

    private InterruptibleStart(Callable<T> start) {
        this.start = start;
    }

    /**
     * Starts it, and throws what the start throws. Where this thread is interrupted meanwhile, so is the start, and an
     * {@link InterruptedException} is thrown once that has ended, or three seconds later; what it starts all the same is closed.
     */
    public static <T extends AutoCloseable> T of(Callable<T> start) throws Exception {
        return new InterruptibleStart<>(start).run();
    }

    private T run() throws Exception {
        FutureTask<T> starting = new FutureTask<>(this::startUnlessGivenUp);
        Thread thread = Thread.ofPlatform().name("start").daemon(true).start(starting);
        try {
            return starting.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception reason ? reason : failed;
        } catch (InterruptedException interrupted) {
            if (decided.compareAndSet(false, true)) {
                thread.interrupt();
                leave(starting, interrupted);
            } else {
                starting.get().close();
            }
            throw interrupted;
        }
    }

    private T startUnlessGivenUp() throws Exception {
        T started = start.call();
        if (!decided.compareAndSet(false, true)) {
            started.close();
            throw new InterruptedException("nobody waits for it any more");
        }
        return started;
    }

    private static void leave(FutureTask<?> starting, InterruptedException interrupted) {
        try {
            starting.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException ended) {
            interrupted.addSuppressed(ended);
        } catch (InterruptedException hurried) {
            interrupted.addSuppressed(hurried);
        }
    }
}
