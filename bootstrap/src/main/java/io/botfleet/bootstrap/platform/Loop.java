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

/**
 * One of the platform's threads: does its work again and again, and outlives every failure of the outside. A failure is said
 * with what to do about it, counted, and an alarm where it does not pass by itself.
 */
final class Loop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration SAME_WARNING_AGAIN = Duration.ofSeconds(30);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(5);

    /** The kind of alarm while a loop can't work until somebody changes something. */
    static final String STUCK = "STUCK";

    /** A command that met a mistake has its next turn after a minute, and rounds without it tell nothing. */
    private static final Duration MISTAKE_MAY_COME_BACK = Duration.ofSeconds(90);

    /**
     * What failed waits for its next turn, and rounds without it tell nothing: seen as over at once, a refused push would be
     * an alarm for a moment now and again, which no alert ever lasts long enough for.
     */
    private static final Duration TRIED_AGAIN_WITHIN = Duration.ofSeconds(15);

    private static final String MISTAKE =
            "a mistake in this program; what it kept from being done is tried again within a"
                    + " minute. Please report it with the lines of the log below this one";

    /** What a round that did not fail came to. */
    enum Outcome {
        /** Something was done: there may be more, here and for the other loops. */
        WORKED,
        /** There was a look at things, which leaves nobody any work. */
        LOOKED,
        NOTHING;

        static Outcome of(boolean worked) {
            return worked ? WORKED : NOTHING;
        }
    }

    /** One round. */
    @FunctionalInterface
    interface Round {
        Outcome work();
    }

    private final String name;
    private final Round round;
    private final WakeUp wakeUp;
    private final Duration idle;
    private final Duration shortestRest;
    private final LoopMeters meters;
    private final OpenAlarms alarms;
    private final Clock clock;
    private String lastWarning = "";
    private Instant warnedAt = Instant.MIN;
    private Instant inDoubtUntil = Instant.MIN;
    private Instant unprovenUntil = Instant.MIN;

    /**
     * @param idle how long it rests where there was nothing to do, unless somebody wakes it
     * @param shortestRest how much of any rest nobody cuts short, for work that costs others something each time
     */
    Loop(
            String name,
            Round round,
            WakeUp wakeUp,
            Duration idle,
            Duration shortestRest,
            LoopMeters meters,
            OpenAlarms alarms,
            Clock clock) {
        this.shortestRest = shortestRest;
        this.meters = meters;
        this.alarms = alarms;
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
                    Duration uncut = rest.compareTo(shortestRest) < 0 ? rest : shortestRest;
                    Thread.sleep(uncut);
                    // Who called meanwhile has called since.
                    wakeUp.await(seen, rest.minus(uncut));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration turn() {
        long begun = System.nanoTime();
        try {
            Outcome outcome = round.work();
            meters.wentWell();
            if (outcome != Outcome.NOTHING || !clock.instant().isBefore(unprovenUntil)) {
                recovered();
            }
            if (outcome != Outcome.NOTHING) {
                meters.worked(Duration.ofNanos(System.nanoTime() - begun));
            }
            if (outcome == Outcome.WORKED) {
                wakeUp.call();
                return Duration.ZERO;
            }
            return idle;
        } catch (PortFailure failure) {
            return isStopped() ? Duration.ZERO : failed(failure);
        } catch (RuntimeException | Error mistake) {
            if (isStopped()) {
                return Duration.ZERO;
            }
            meters.retries(LoopMeters.Failure.MISTAKE);
            meters.warned();
            // Its words name the command, for who looks for that.
            LOG.error("{}: {}: {}", name, mistake.getMessage(), MISTAKE, mistake);
            lastWarning = MISTAKE;
            inDoubtUntil = clock.instant().plus(MISTAKE_MAY_COME_BACK);
            alarms.raise(STUCK, name, MISTAKE + ".");
            return LONG_PAUSE;
        }
    }

    private Duration failed(PortFailure failure) {
        unprovenUntil = clock.instant().plus(TRIED_AGAIN_WITHIN);
        return switch (failure) {
            case Unavailable unavailable -> {
                meters.retries(LoopMeters.Failure.UNAVAILABLE);
                unstuck();
                warn(failure.what() + "; it is tried again until it works, /health names the part and what to do");
                yield unavailable.retryAfter();
            }
            case Conflict _ -> {
                meters.retries(LoopMeters.Failure.CONFLICT);
                unstuck();
                warn(failure.what() + "; nothing to do: what changed is read again");
                yield idle;
            }
            case Permanent _ -> {
                meters.retries(LoopMeters.Failure.PERMANENT);
                String what =
                        failure.what() + "; it does not work before somebody changes that, and then goes on by itself";
                alarms.raise(STUCK, name, what + ".");
                warn(what);
                yield LONG_PAUSE;
            }
        };
    }

    /** What a stop interrupts is nothing that anybody has to look at. */
    private static boolean isStopped() {
        return Thread.currentThread().isInterrupted();
    }

    private void warn(String what) {
        Instant now = clock.instant();
        if (!what.equals(lastWarning) || warnedAt.plus(SAME_WARNING_AGAIN).isBefore(now)) {
            LOG.warn("{}: {}", name, what);
            meters.warned();
            lastWarning = what;
            warnedAt = now;
        }
    }

    private void recovered() {
        if (!lastWarning.isEmpty() && unstuck()) {
            LOG.info("{}: works again", name);
            lastWarning = "";
        }
    }

    private boolean unstuck() {
        boolean sure = !clock.instant().isBefore(inDoubtUntil);
        if (sure) {
            alarms.over(STUCK, name);
        }
        return sure;
    }
}
