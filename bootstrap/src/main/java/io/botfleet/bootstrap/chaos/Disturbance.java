package io.botfleet.bootstrap.chaos;

import io.botfleet.application.failure.PortFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Kills a part while the platform runs, and starts it again a little later: the platform has to find it by itself. */
final class Disturbance {
    /**
     * What is planned.
     *
     * @param after how long the platform has answered by then
     * @param away how long the part is gone at least; its own start comes on top
     */
    record Plan(String part, Duration after, Duration away) {}

    private final Plan plan;
    private final Parts parts;
    private final PlatformProcess platform;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean killed;
    private volatile @Nullable Exception trouble;

    Disturbance(Plan plan, Parts parts, PlatformProcess platform) {
        this.plan = plan;
        this.parts = parts;
        this.platform = platform;
        this.thread = Thread.ofPlatform().name("disturbance").start(this::disturb);
    }

    private void disturb() {
        try {
            while (!platform.answers()) {
                if (over.await(250, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            if (over.await(plan.after().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            killed = parts.kill(plan.part());
            over.await(plan.away().toMillis(), TimeUnit.MILLISECONDS);
            parts.restore();
        } catch (IOException | InterruptedException | PortFailure failed) {
            trouble = failed;
        }
    }

    /** The part that was killed, if it came to that. */
    Optional<String> killed() {
        return killed ? Optional.of(plan.part()) : Optional.empty();
    }

    /** What kept the part from starting again. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble)
                .map(why -> plan.part() + " was killed and could not be started again: " + why);
    }

    /** Waits until everything that was killed runs again. */
    void end() throws InterruptedException {
        over.countDown();
        thread.join();
    }
}
