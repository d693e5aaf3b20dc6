package io.botfleet.adapters.git;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jgit.lib.ObjectId;

/** How often a push is tried, and what it means when it never gets through. */
final class Attempts {
    private static final int MOST = 12;
    /** A refusal while the branch stands still is the other side's will, unless another push held the lock just then. */
    private static final int MOST_REFUSALS = 3;

    private int lost;
    private int refused;
    private Optional<ObjectId> refusedFrom = Optional.empty();

    /** Throws {@link Permanent} or {@link Unavailable} once there is no point in trying again. */
    void failed(Optional<ObjectId> head, Remote.Pushed pushed) {
        lost++;
        if (pushed instanceof Remote.Pushed.Refused refusal) {
            refused = head.equals(refusedFrom) ? refused + 1 : 1;
            refusedFrom = head;
            if (refused == MOST_REFUSALS) {
                throw new Permanent("the GitOps repository refuses the push: " + refusal.why());
            }
        }
        if (lost == MOST) {
            throw new Unavailable("others kept writing to the GitOps repository", Duration.ofSeconds(5));
        }
    }

    /** Longer each time, and by chance, so that two writers do not keep meeting. */
    void pause() {
        long longest = Math.min(500, 10L << Math.min(lost, 6));
        try {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1)));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting to push again", interruption);
        }
    }
}
