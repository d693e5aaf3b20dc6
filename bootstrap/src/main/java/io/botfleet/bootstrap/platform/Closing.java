package io.botfleet.bootstrap.platform;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform that stops in a thread of its own, since a part that it waits for may not answer at all. */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final FutureTask<Boolean> closing;

    private Closing(AutoCloseable platform) {
        this.closing = new FutureTask<>(() -> {
            platform.close();
            return true;
        });
    }

    /** Begins to stop it. */
    public static Closing of(AutoCloseable platform) {
        Closing closing = new Closing(platform);
        Thread.ofPlatform().name("stop").daemon(true).start(closing.closing);
        return closing;
    }

    /** Waits until it has stopped, or for four seconds; what went wrong is logged, since everything else has to end too. */
    public void await() {
        try {
            closing.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("the platform has not stopped within {} s; it is not waited for any more", LONGEST.toSeconds());
        } catch (ExecutionException failed) {
            LOG.warn(
                    "the platform did not stop as it should; everything else is ended all the same", failed.getCause());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
