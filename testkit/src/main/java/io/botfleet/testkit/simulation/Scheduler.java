package io.botfleet.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Lets one thread at a time go on, the one that a seed says, and time pass only while none can.
 *
 * <p>There is no thread that schedules: whoever hands the baton over chooses the next one itself, so that going on costs
 * no switch.
 */
final class Scheduler {
    /** Unwinds a thread whose process died or whose run is over; no code under test catches it. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the simulated thread has ended", null, false, false);
        }
    }

    /** One simulated thread. */
    static final class Task {
        private final String name;
        private final Life life;
        private Thread thread = Thread.currentThread();
        private long wakeAt;
        private boolean over;

        private Task(String name, Life life) {
            this.name = name;
            this.life = life;
        }

        private boolean lives() {
            return !over && !life.isDead();
        }

        private long readyAt() {
            return Math.max(wakeAt, life.pausedUntil());
        }
    }

    private record Timed(long second, long order, Runnable event) {}

    private static final long MOST_STEPS = 150_000;

    private final SplittableRandom random;
    private final int switchPerMille;
    private final LongConsumer clock;
    private final List<Task> tasks = new ArrayList<>();
    private final PriorityQueue<Timed> events =
            new PriorityQueue<>(Comparator.comparingLong(Timed::second).thenComparingLong(Timed::order));
    private final Task outside = new Task("outside", new Life("outside"));
    private volatile Task running = outside;
    private Optional<Violation> violation = Optional.empty();
    private boolean calm;
    private boolean ending;
    private boolean inEvent;
    private long now;
    private long order;
    private long steps;
    private long switches;

    /** @param clock is told by how many seconds time went on */
    Scheduler(SplittableRandom random, int switchPerMille, LongConsumer clock) {
        this.random = random;
        this.switchPerMille = switchPerMille;
        this.clock = clock;
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    long switches() {
        return switches;
    }

    String runningName() {
        return inEvent ? "world" : running.name;
    }

    /** Whether what happens now is the world's doing, and no thread's. */
    boolean isInEvent() {
        return inEvent;
    }

    /** From now on a thread goes on for as long as it can. */
    void calmDown() {
        calm = true;
    }

    void at(long second, Runnable event) {
        events.add(new Timed(Math.max(second, now), order++, event));
    }

    void spawn(String name, Life life, Runnable body) {
        tasks.removeIf(task -> task.over);
        Task task = new Task(name, life);
        task.wakeAt = now;
        tasks.add(task);
        task.thread = Thread.ofVirtual().unstarted(() -> live(task, body));
        task.thread.start();
    }

    private void live(Task task, Runnable body) {
        awaitTurn(task);
        try {
            if (!ending && !task.life.isDead()) {
                body.run();
            }
        } catch (Ended over) {
            // Its time had come.
        } catch (RuntimeException | Error mistake) {
            fail(Violation.mistake(task.name, mistake));
        } finally {
            task.over = true;
            pass(ending ? outside : choose(task));
        }
    }

    /** Runs everything until somebody finishes it; what was found wrong, if anything. */
    Optional<Violation> run() {
        outside.thread = Thread.currentThread();
        pass(choose(outside));
        awaitTurn(outside);
        for (Task task : tasks) {
            if (!task.over) {
                pass(task);
                awaitTurn(outside);
            }
        }
        return violation;
    }

    void finish() {
        ending = true;
    }

    /** Ends the run with what was found first. */
    void fail(Violation found) {
        if (violation.isEmpty()) {
            violation = Optional.of(found);
        }
        ending = true;
    }

    /** The current thread is done with one step; another one may go on before it does. */
    void handOver() {
        Task me = running;
        if (inEvent) {
            return;
        }
        endWhereItMust(me);
        steps++;
        if (steps > MOST_STEPS) {
            fail(new Violation("it comes to rest", "still busy after " + MOST_STEPS + " steps, at second " + now));
        }
        Task next = choose(me);
        if (next != me) {
            switches++;
            pass(next);
            awaitTurn(me);
        }
        endWhereItMust(me);
    }

    private void endWhereItMust(Task me) {
        if (ending || me.life.isDead()) {
            throw new Ended();
        }
    }

    void sleep(long seconds) {
        running.wakeAt = now + seconds;
        handOver();
    }

    private void pass(Task next) {
        running = next;
        LockSupport.unpark(next.thread);
    }

    private void awaitTurn(Task me) {
        while (running != me) {
            LockSupport.park(this);
        }
    }

    private Task choose(Task me) {
        while (true) {
            happen();
            if (ending) {
                return outside;
            }
            int ready = 0;
            long next = events.isEmpty() ? Long.MAX_VALUE : events.peek().second();
            for (Task task : tasks) {
                if (task.lives()) {
                    long at = task.readyAt();
                    if (at <= now) {
                        ready++;
                    } else {
                        next = Math.min(next, at);
                    }
                }
            }
            if (ready > 0) {
                boolean canGoOn = me != outside && me.lives() && me.readyAt() <= now;
                boolean goesOn = canGoOn && (ready == 1 || calm || random.nextInt(1000) >= switchPerMille);
                return goesOn ? me : readyTask(ready == 1 ? 0 : random.nextInt(ready));
            }
            clock.accept(next - now);
            now = next;
        }
    }

    private Task readyTask(int which) {
        int seen = 0;
        for (Task task : tasks) {
            if (task.lives() && task.readyAt() <= now && seen++ == which) {
                return task;
            }
        }
        throw new IllegalStateException("there are fewer threads ready than were counted");
    }

    private void happen() {
        while (!ending && !events.isEmpty() && events.peek().second() <= now) {
            inEvent = true;
            try {
                events.remove().event().run();
            } catch (RuntimeException | Error mistake) {
                fail(Violation.mistake("world", mistake));
            } finally {
                inEvent = false;
            }
        }
    }
}
