package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.platform.Deed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a run owes that has to get to every boundary: at each boundary of each call that writes, or may, a process ended once,
 * and slept once and was woken.
 */
final class Coverage {
    private static final Set<CrashTable.Place> OWED = EnumSet.of(CrashTable.Place.WRITES, CrashTable.Place.MAY_WRITE);

    private final CrashTable ends;
    private final CrashTable sleeps;

    Coverage(CrashTable ends, CrashTable sleeps) {
        this.ends = ends;
        this.sleeps = sleeps;
    }

    /** What still has to have its turn, without what these commands and faults do not lead to for sure. */
    List<Aims.Aim> left() {
        return aims(EnumSet.allOf(Deed.class), Set.of()).stream()
                .filter(aim -> !Elsewhere.has(aim.boundary()))
                .toList();
    }

    /**
     * Every turn that nobody had so far, sleeps first: they are fewer at a time.
     *
     * @param deeds what may be done now
     * @param asleep the boundaries at which somebody sleeps right now, whose turn to sleep is on its way
     */
    List<Aims.Aim> aims(Set<Deed> deeds, Set<String> asleep) {
        List<Aims.Aim> aims = new ArrayList<>();
        if (deeds.contains(Deed.SLEEP)) {
            without(sleeps).stream()
                    .filter(boundary -> !asleep.contains(boundary))
                    .forEach(boundary -> aims.add(new Aims.Aim(Deed.SLEEP, boundary, 1)));
        }
        if (deeds.contains(Deed.END)) {
            without(ends).forEach(boundary -> aims.add(new Aims.Aim(Deed.END, boundary, 1)));
        }
        return aims;
    }

    /** Whether everything is known that there is, and nothing of it is left. */
    boolean isPaid() {
        return owed() > 0 && left().isEmpty();
    }

    /** How many turns there are, over both deeds. */
    int owed() {
        return 2
                * (int) ends.rows().stream()
                        .filter(row -> OWED.contains(row.place()) && !Elsewhere.has(row.where()))
                        .count();
    }

    /** Known as one that does not come for sure, and yet it came: nobody has to take note, but somebody may. */
    List<String> surprises() {
        return ends.rows().stream()
                .filter(row -> OWED.contains(row.place()) && row.reached() && Elsewhere.has(row.where()))
                .map(CrashTable.Row::where)
                .toList();
    }

    private static List<String> without(CrashTable table) {
        return table.rows().stream()
                .filter(row -> OWED.contains(row.place()) && row.times() == 0)
                .map(CrashTable.Row::where)
                .toList();
    }
}
