package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.platform.Deed;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses at which boundaries a process may end next: whichever it gets to first is the one, so that no round waits for a
 * boundary that does not come, and every round takes another one until all had their turn. What is dearest has its turn
 * first: what was sent to the chain, stored about it or committed; then what clients and commands are; then every other call
 * that writes, each that may, and each that only reads. Where it does not come in a while, the others are not kept waiting.
 */
final class Aims {
    /** Of calls that write: a port that is not named here comes after those that are, and is not left out. */
    private static final List<List<String>> DEAREST = List.of(
            List.of("SettlementLedger.", "Settlements.", "GitOpsRepository."),
            List.of("Tenants.", "Commands.", "Inbox."));

    private static final int LEAST_DEAR = DEAREST.size() + 2;

    /** A boundary that was not reached so often does not hold up those that come after it. */
    private static final int MOST_MISSES = 2;

    /** @param call the process ends or sleeps at the so manieth time that it gets there from now on */
    record Aim(Deed deed, String boundary, long call) {
        @Override
        public String toString() {
            return deed + " " + boundary + " " + call;
        }
    }

    private final long seed;

    Aims(long seed) {
        this.seed = seed;
    }

    /** Whichever of these is reached first; empty while nothing is known of the boundaries. */
    List<Aim> next(BoundaryRecord record, CrashTable table) {
        return next(record, table, 0);
    }

    /** Whichever call that writes was never made so far. */
    List<Aim> unseen(BoundaryRecord record, CrashTable table) {
        return record.places().keySet().stream()
                .map(table::row)
                .filter(row -> isUnseen(row, record))
                .map(row -> new Aim(Deed.END, row.where(), 1))
                .toList();
    }

    /** @param impatience how often something else was waited for in vain: each time, what comes after it has its turn too */
    List<Aim> next(BoundaryRecord record, CrashTable table, int impatience) {
        Turn turn = record.calls().keySet().stream()
                .map(table::row)
                .filter(row -> row.missed() < MOST_MISSES || row.times() > 0)
                .map(Aims::turn)
                .min(Comparator.naturalOrder())
                .orElse(BEFORE_ANY_CALL);
        return record.places().keySet().stream()
                .map(table::row)
                .filter(row -> turn(row).compareTo(turn.later(impatience)) <= 0 || isUnseen(row, record))
                .map(row -> new Aim(Deed.END, row.where(), impatience > 0 ? 1 : call(row)))
                .toList();
    }

    /** @param times how often it had its turn */
    private record Turn(int times, int dearness) implements Comparable<Turn> {
        Turn later(int steps) {
            int later = dearness + 2 * steps;
            return later <= LEAST_DEAR ? new Turn(times, later) : new Turn(times + 1, LEAST_DEAR);
        }

        @Override
        public int compareTo(Turn other) {
            return Comparator.comparingInt(Turn::times)
                    .thenComparingInt(Turn::dearness)
                    .compare(this, other);
        }
    }

    /** A platform that has only just started: everything named above is to come. */
    private static final Turn BEFORE_ANY_CALL = new Turn(0, DEAREST.size() - 1);

    private static Turn turn(CrashTable.Row row) {
        return new Turn(row.times(), dearness(row));
    }

    private static int dearness(CrashTable.Row row) {
        int most = DEAREST.size();
        return switch (row.place()) {
            case WRITES -> {
                for (int rank = 0; rank < most; rank++) {
                    if (DEAREST.get(rank).stream().anyMatch(row.where()::startsWith)) {
                        yield rank;
                    }
                }
                yield most;
            }
            case MAY_WRITE, ANYWHERE -> most + 1;
            case READS -> most + 2;
        };
    }

    /** What only some fault leads to can't wait for its turn: it may not come again. */
    private static boolean isUnseen(CrashTable.Row row, BoundaryRecord record) {
        return row.place() == CrashTable.Place.WRITES && !record.calls().containsKey(row.where());
    }

    /** The first calls more often than later ones, and the very first where a later one did not come. */
    private long call(CrashTable.Row row) {
        if (row.missed() > 0 || !row.reached()) {
            return 1;
        }
        double chance = new SplittableRandom(seed * 31 + row.where().hashCode() + row.times() * 7L).nextDouble();
        return 1 + (long) (4 * chance * chance);
    }
}
