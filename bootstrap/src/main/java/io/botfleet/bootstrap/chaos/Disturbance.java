package io.botfleet.bootstrap.chaos;

import io.botfleet.application.failure.PortFailure;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A fault beside what else goes on: it comes in its time unless the round is over by then, and passes in its time. */
final class Disturbance {
    private final FaultBag.Strike strike;
    private final Breaking breaking;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean struck;
    private volatile @Nullable Exception trouble;

    Disturbance(FaultBag.Strike strike, Breaking breaking) {
        this.strike = strike;
        this.breaking = breaking;
        this.thread = Thread.ofPlatform().name("disturbance").start(this::disturb);
    }

    private void disturb() {
        try {
            if (over.await(strike.after().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            struck = true;
            breaking.strike(strike);
            if (!(strike.fault() instanceof Fault.MemberStopped)) {
                Thread.sleep(strike.lasting());
            }
        } catch (IOException | InterruptedException | PortFailure failed) {
            trouble = failed;
        } finally {
            heal();
        }
    }

    /** Whatever has happened: a part that stays stopped would keep everything else from coming to an end. */
    private void heal() {
        if (struck) {
            try {
                breaking.heal(strike.fault());
            } catch (IOException | InterruptedException | PortFailure failed) {
                trouble = failed;
            }
        }
    }

    /** Whether it has passed. */
    boolean isOver() {
        return !thread.isAlive();
    }

    /** The fault, if it came to that. */
    Optional<Fault> struck() {
        return struck ? Optional.of(strike.fault()) : Optional.empty();
    }

    /** What kept it from passing. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble).map(why -> strike.fault().kind() + " did not pass: " + why);
    }

    /** Waits until it has passed. */
    void end() throws InterruptedException {
        over.countDown();
        thread.join();
    }
}
