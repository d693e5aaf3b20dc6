package io.botfleet.adapters.rest.health;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one part again and again in a thread of its own, so that a part that hangs keeps nobody waiting. */
final class PartWatch implements Runnable {
    /** A look every two seconds and five for an answer: a stopped part is named within ten. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(PartWatch.class);

    private final Part part;
    private final Clock clock;
    private PartHealth last;
    private @Nullable Instant lookingSince;

    PartWatch(Part part, Clock clock) {
        this.part = part;
        this.clock = clock;
        this.last = new PartHealth(
                PartHealth.Status.UNKNOWN, clock.instant(), Optional.of("It has not been looked at yet."), Map.of());
    }

    String name() {
        return part.name();
    }

    boolean isNeeded() {
        return part.isNeeded();
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** One look, which may take as long as the part likes. */
    void look() {
        begin();
        try {
            part.check();
            end(PartHealth.Status.UP, Optional.empty(), null);
        } catch (RuntimeException failure) {
            end(PartHealth.Status.DOWN, Optional.of(messageOf(failure)), failure);
        }
    }

    private synchronized void begin() {
        lookingSince = clock.instant();
    }

    private synchronized void end(
            PartHealth.Status status, Optional<String> message, @Nullable RuntimeException failure) {
        become(status, message, failure);
        lookingSince = null;
    }

    /** Said here and nowhere else, so that a change is said once, whoever sees it first. */
    private void become(PartHealth.Status status, Optional<String> message, @Nullable RuntimeException failure) {
        if (status != last.status()) {
            say(status, message, failure);
        }
        Map<String, String> found = status == PartHealth.Status.UP ? part.details() : Map.of();
        last = last.next(status, clock.instant(), message, found);
    }

    /** The failure's own words are for the log only; where it is no typed one, its trace says how it came about. */
    private void say(PartHealth.Status status, Optional<String> message, @Nullable RuntimeException failure) {
        if (status == PartHealth.Status.UP) {
            LOG.info("{} is {}", part.name(), status);
        } else if (failure == null) {
            LOG.warn("{} is {}: {}", part.name(), status, message.orElse(""));
        } else if (failure instanceof PortFailure known) {
            LOG.warn("{} is {}: {} ({})", part.name(), status, message.orElse(""), known.what());
        } else {
            LOG.warn("{} is {}: {}", part.name(), status, message.orElse(""), failure);
        }
    }

    /** How the part is now; a look that has lasted too long counts as its answer. */
    synchronized PartHealth health() {
        Instant began = lookingSince;
        if (began == null || began.plus(PATIENCE).isAfter(clock.instant())) {
            return last;
        }
        become(PartHealth.Status.DOWN, Optional.of("It has not answered since " + began + ". " + part.remedy()), null);
        return last;
    }

    /** Only a typed failure's words are fit to be shown, and of those only what the operator is to change. */
    private String messageOf(RuntimeException failure) {
        return switch (failure) {
            case Permanent permanent -> permanent.getMessage() + ". " + part.remedy();
            case Unavailable _ -> "It can't be reached. " + part.remedy();
            case Conflict _ -> "Another writer was there first. " + part.remedy();
            default -> "Looking at it failed; the platform's log says how. " + part.remedy();
        };
    }
}
