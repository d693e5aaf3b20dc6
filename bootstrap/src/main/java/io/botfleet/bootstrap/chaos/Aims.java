package io.botfleet.bootstrap.chaos;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Chooses where the platform is killed next: each boundary of a call that writes once, then each that may, then each that
 * only reads, then those that had their turn least often; the seed decides which come first. Only what these commands have been seen to reach is aimed
 * at.
 */
final class Aims {
    /** A boundary that was not reached so often is left to those that are. */
    private static final int MOST_MISSES = 3;

    /** A call that comes thousands of times is not more interesting than the first ones. */
    private static final long LATEST_CALL = 64;

    /** How many times a round's commands, and its time, went into counting how often a boundary is reached. */
    private static final int LEARNED_FROM = 6;

    /** @param call the platform ends at the so manieth time that this start gets there */
    record Aim(String boundary, long call) {
        @Override
        public String toString() {
            return boundary + " " + call;
        }
    }

    private final long seed;
    private final Random random;

    Aims(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Empty while nothing is known to be reached. */
    Optional<Aim> next(BoundaryRecord record, CrashTable table) {
        return record.calls().entrySet().stream()
                .min(Comparator.comparingInt((Map.Entry<String, Long> each) -> turn(table.row(each.getKey())))
                        .thenComparing(each -> table.row(each.getKey()).missed())
                        .thenComparing(each -> rank(each.getKey())))
                .map(each -> new Aim(each.getKey(), call(each.getValue(), table.row(each.getKey()))));
    }

    /** By the seed and the name alone: when a boundary was first reached depends on the machine. */
    private int rank(String boundary) {
        return new SplittableRandom(seed * 31 + boundary.hashCode()).nextInt();
    }

    private static int turn(CrashTable.Row row) {
        if (row.killed() > 0 || row.missed() >= MOST_MISSES) {
            return 3 + row.killed() + row.missed();
        }
        return switch (row.place()) {
            case WRITES -> 0;
            case MAY_WRITE, ANYWHERE -> 1;
            case READS -> 2;
        };
    }

    /** Early calls more often than late ones: what comes often is called all the time, what comes rarely only once. */
    private long call(long seen, CrashTable.Row row) {
        long latest = Math.min(LATEST_CALL, seen / LEARNED_FROM);
        double chance = random.nextDouble();
        return latest < 2 || row.missed() > 0 ? 1 : (long) Math.pow((double) latest, chance);
    }
}
