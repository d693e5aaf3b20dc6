package io.botfleet.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The long form: runs as many seeds as it is told, from one on, on all cores, and prints how fast it was and what was
 * reached; of each promise that is broken, the first seed and its shortest history.
 *
 * <p>{@code CONTRIBUTING.md} says how it is started. Exits with 1 where a promise was broken, with 2 where it is not used as
 * it says.
 */
public final class ManySimulations {
    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    private final long first;
    private final long seeds;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final Coverage coverage = new Coverage();
    private final Map<String, Outcome.Broken> broken = new TreeMap<>();
    private final long begun = System.nanoTime();
    private long done;
    private long failed;
    private long toldAt = begun;

    private ManySimulations(long first, long seeds) {
        this.first = first;
        this.seeds = seeds;
    }

    /** @param arguments how many seeds, the first one, and on how many cores; each may be left out from the end */
    public static void main(String[] arguments) throws InterruptedException {
        long[] numbers = {10_000, 1, Runtime.getRuntime().availableProcessors()};
        try {
            for (int place = 0; place < arguments.length; place++) {
                numbers[place] = Long.parseLong(arguments[place]);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException misused) {
            System.err.println("usage: ManySimulations [SEEDS [FIRST-SEED [CORES]]]");
            System.exit(2);
        }
        System.exit(new ManySimulations(numbers[1], numbers[0]).run((int) numbers[2]) ? 0 : 1);
    }

    private boolean run(int cores) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int core = 0; core < cores; core++) {
            threads.add(Thread.ofPlatform().name("simulating-" + core).start(this::work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(rate());
        System.out.println(coverage.table(done));
        broken.values().forEach(ManySimulations::tell);
        System.out.println(
                failed == 0
                        ? "every promise was kept in " + done + " seeds"
                        : failed + " of " + done + " seeds broke a promise");
        return failed == 0 && done == seeds;
    }

    private void work() {
        for (long seed = next.getAndIncrement(); seed < seeds; seed = next.getAndIncrement()) {
            Outcome outcome = Simulation.run(History.of(first + seed), new Ports());
            count(outcome);
        }
    }

    private synchronized void count(Outcome outcome) {
        done++;
        switch (outcome) {
            case Outcome.Kept kept -> {
                steps.addAndGet(kept.steps());
                coverage.add(kept.coverage());
            }
            case Outcome.Broken found -> {
                failed++;
                System.out.println("seed " + found.history().seed() + " breaks: "
                        + found.violation().promise());
                broken.putIfAbsent(found.violation().promise(), found);
            }
        }
        long now = System.nanoTime();
        if (now - toldAt > TELL_EVERY_NANOS) {
            toldAt = now;
            System.out.println(rate());
        }
    }

    private String rate() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        return "%d seeds from %d on in %.0f s: %.1f seeds/s, %.0f steps/s"
                .formatted(done, first, seconds, done / seconds, steps.get() / seconds);
    }

    private static void tell(Outcome.Broken found) {
        System.out.println();
        System.out.println(new Shrinking(Ports::new).shortest(found).report());
    }
}
