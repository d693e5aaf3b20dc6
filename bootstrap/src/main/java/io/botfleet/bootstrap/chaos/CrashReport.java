package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.chaos.CrashTable.Place;
import io.botfleet.bootstrap.chaos.CrashTable.Row;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.platform.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of crashes for people, a line for each call and each kind of fault; and for programs, every row. */
final class CrashReport {
    private CrashReport() {}

    static void tell(CrashTable table, Reporter reporter) {
        for (Place place : Place.values()) {
            List<Row> rows = table.rows(place);
            reporter.tell(event(place, rows));
            rows.forEach(row -> reporter.tell(event(row)));
        }
    }

    /** Where processes slept. */
    static void tellSleeps(CrashTable sleeps, Reporter reporter) {
        for (Place place : List.of(Place.WRITES, Place.MAY_WRITE)) {
            List<Row> rows = sleeps.rows(place);
            reporter.tell(new Event(
                            "sleeps",
                            "%nSlept for 35 to 45 s at %d of %d boundaries of %s:%n%s"
                                    .formatted(hit(rows), rows.size(), place, calls(rows))
                                    .stripTrailing())
                    .with("place", place.name())
                    .with("slept", hit(rows))
                    .with("boundaries", rows.size()));
            rows.forEach(row -> reporter.tell(new Event("sleep", "")
                    .with("place", row.place().name())
                    .with("where", row.where())
                    .with("slept", row.times())
                    .with("recovered", row.recovered())
                    .with("violated", row.violated())));
        }
    }

    /** What a run still owes that had to get to every boundary, and what it does not owe. */
    static Event coverage(Coverage coverage) {
        List<String> left = coverage.left().stream()
                .map(aim -> aim.deed() + " " + aim.boundary())
                .toList();
        StringBuilder words = new StringBuilder("%n%s"
                .formatted(
                        left.isEmpty()
                                ? "Every boundary of calls that write, or may, had its turns: " + coverage.owed() + "."
                                : left.size() + " of " + coverage.owed() + " turns are left:"));
        Map<String, List<String>> turns = new TreeMap<>();
        coverage.left().forEach(aim -> turns.computeIfAbsent(Elsewhere.method(aim.boundary()), _ -> new ArrayList<>())
                .add((aim.deed() == Deed.END ? "end " : "sleep ") + Elsewhere.side(aim.boundary())));
        turns.forEach((method, each) -> words.append("%n  %-26s %s".formatted(method, String.join(", ", each))));
        words.append("%nNot waited for:".formatted());
        Elsewhere.reasons().forEach((method, why) -> words.append("%n  %-22s %s".formatted(method, why)));
        coverage.surprises().forEach(where -> words.append("%n  %s was reached all the same".formatted(where)));
        return new Event("coverage", words.toString())
                .with("turns", coverage.owed())
                .with("left", left)
                .with("notWaitedFor", List.copyOf(Elsewhere.reasons().keySet()));
    }

    private static Event event(Place place, List<Row> rows) {
        long killed = hit(rows);
        long reached = rows.stream().filter(Row::reached).count();
        String words =
                switch (place) {
                    case WRITES ->
                        "%nKilled at %d of %d boundaries of %s (%d reached):%n%s"
                                .formatted(killed, rows.size(), place, reached, calls(rows));
                    case MAY_WRITE, READS ->
                        "Killed at %d of %d boundaries of %s (%d reached).%s"
                                .formatted(killed, rows.size(), place, reached, violated(rows));
                    case ANYWHERE -> "%nOther faults, %d kinds:%n%s".formatted(killed, kinds(rows));
                };
        return new Event("place", words.stripTrailing())
                .with("place", place.name())
                .with("killed", killed)
                .with("reached", reached)
                .with("boundaries", rows.size());
    }

    static long hit(List<Row> rows) {
        return rows.stream().filter(row -> row.times() > 0).count();
    }

    /** Both sides of a call in one line. */
    private static String calls(List<Row> rows) {
        Map<String, String[]> sides = new TreeMap<>();
        for (Row row : rows) {
            int space = row.where().lastIndexOf(' ');
            String[] both = sides.computeIfAbsent(row.where().substring(0, space), _ -> new String[] {"", ""});
            both[row.where().endsWith(" before") ? 0 : 1] = row.outcome();
        }
        StringBuilder lines = new StringBuilder("  %-26s %-20s %s%n".formatted("", "before", "after"));
        sides.forEach((call, both) -> {
            String line = "  %-26s %-20s %s".formatted(call, both[0], both[1]);
            lines.append(line.stripTrailing()).append(System.lineSeparator());
        });
        return lines.toString();
    }

    private static String kinds(List<Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append("  %-46s %s%n".formatted(row.where(), row.outcome())));
        return lines.toString();
    }

    private static String violated(List<Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.stream()
                .filter(row -> row.violated() > 0)
                .forEach(row -> lines.append("%n  %-46s %s".formatted(row.where(), row.outcome())));
        return lines.toString();
    }

    /** For programs alone: people have its place's lines. */
    static Event event(Row row) {
        return new Event("row", "")
                .with("place", row.place().name())
                .with("where", row.where())
                .with("reached", row.reached())
                .with("killed", row.times())
                .with("recovered", row.recovered())
                .with("violated", row.violated())
                .with("missed", row.missed());
    }
}
