package io.botfleet.bootstrap.platform;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the platform's threads: does its work again and again, and outlives every failure of the outside. */
final class Loop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration SAME_WARNING_AGAIN = Duration.ofSeconds(30);

    /** One round; returns whether there was anything to do. */
    @FunctionalInterface
    interface Round {
        boolean work();
    }

    private final String name;
    private final Round round;
    private final WakeUp wakeUp;
    private final Duration idle;
    private final Clock clock;
    private String lastWarning = "";
    private Instant warnedAt = Instant.MIN;

    Loop(String name, Round round, WakeUp wakeUp, Duration idle, Clock clock) {
        this.name = name;
        this.round = round;
        this.wakeUp = wakeUp;
        this.idle = idle;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                long seen = wakeUp.calls();
                Duration rest = turn();
                if (!rest.isZero()) {
                    wakeUp.await(seen, rest);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration turn() {
        try {
            boolean worked = round.work();
            recovered();
            if (worked) {
                wakeUp.call();
            }
            return worked ? Duration.ZERO : idle;
        } catch (PortFailure failure) {
            if (isStopped()) {
                return Duration.ZERO;
            }
            warn(failure.what());
            return switch (failure) {
                case Unavailable unavailable -> unavailable.retryAfter();
                case Conflict _ -> idle;
                case Permanent _ -> Duration.ofSeconds(5);
            };
        } catch (RuntimeException | Error mistake) {
            if (isStopped()) {
                return Duration.ZERO;
            }
            LOG.error("{}: a mistake in this program; the work is tried again in 5 s", name, mistake);
            return Duration.ofSeconds(5);
        }
    }

    /** What a stop interrupts is nothing that anybody has to look at. */
    private static boolean isStopped() {
        return Thread.currentThread().isInterrupted();
    }

    private void warn(String what) {
        Instant now = clock.instant();
        if (!what.equals(lastWarning) || warnedAt.plus(SAME_WARNING_AGAIN).isBefore(now)) {
            LOG.warn("{}: {}", name, what);
            lastWarning = what;
            warnedAt = now;
        }
    }

    private void recovered() {
        if (!lastWarning.isEmpty()) {
            LOG.info("{}: works again", name);
            lastWarning = "";
        }
    }
}
