package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the platform and its parts were killed, and what came of it. */
final class CrashTable {
    /** At calls that write, may write or only read, by their signature, or wherever the program happened to be. */
    enum Place {
        WRITES("at calls that write"),
        MAY_WRITE("at calls that may write"),
        READS("at calls that only read"),
        ANYWHERE("at random moments");

        private final String words;

        Place(String words) {
            this.words = words;
        }
    }

    /**
     * One row.
     *
     * @param reached whether any start of the platform got there
     * @param recovered kills after which the next audit found nothing wrong
     * @param violated kills after which the next audit found something: one of them is the cause
     * @param missed how often a round that aimed at it ended before it was reached
     */
    record Row(Place place, String where, boolean reached, int killed, int recovered, int violated, int missed) {
        private Row plus(int moreKilled, int moreRecovered, int moreViolated, int moreMissed) {
            return new Row(
                    place,
                    where,
                    reached || moreKilled > 0,
                    killed + moreKilled,
                    recovered + moreRecovered,
                    violated + moreViolated,
                    missed + moreMissed);
        }

        String outcome() {
            if (killed == 0) {
                return missed > 0 ? "missed in " + missed : reached ? "had no turn" : "never reached";
            }
            List<String> outcomes = new ArrayList<>();
            outcomes.add(recovered > 0 ? recovered + " recovered" : "");
            outcomes.add(violated > 0 ? violated + " VIOLATED" : "");
            outcomes.add(killed > recovered + violated ? (killed - recovered - violated) + " not audited" : "");
            outcomes.removeIf(String::isEmpty);
            return String.join(", ", outcomes);
        }
    }

    private final Map<String, Row> rows = new TreeMap<>();
    private final List<String> unaudited = new ArrayList<>();

    /** Takes up every boundary there is, so that one that is never reached shows. */
    void know(BoundaryRecord record) {
        record.places().forEach((boundary, place) -> {
            Row row = rows.getOrDefault(boundary, new Row(place, boundary, false, 0, 0, 0, 0));
            boolean reached = record.calls().containsKey(boundary);
            rows.put(
                    boundary,
                    new Row(
                            row.place(),
                            boundary,
                            reached,
                            row.killed(),
                            row.recovered(),
                            row.violated(),
                            row.missed()));
        });
    }

    void killed(String where) {
        rows.put(where, row(where).plus(1, 0, 0, 0));
        unaudited.add(where);
    }

    void missed(String where) {
        rows.put(where, row(where).plus(0, 0, 0, 1));
    }

    /** What an audit found speaks for every kill since the one before it. */
    void audited(boolean right) {
        unaudited.forEach(where -> rows.put(where, row(where).plus(0, right ? 1 : 0, right ? 0 : 1, 0)));
        unaudited.clear();
    }

    Row row(String where) {
        return rows.getOrDefault(where, new Row(Place.ANYWHERE, where, false, 0, 0, 0, 0));
    }

    Collection<Row> rows() {
        return rows.values();
    }

    /** Each row, place by place, and a line that sums each place up; calls that only read show once they had a turn. */
    void tell(Reporter reporter) {
        for (Place place : Place.values()) {
            List<Row> of =
                    rows.values().stream().filter(row -> row.place() == place).toList();
            long killed = of.stream().filter(row -> row.killed() > 0).count();
            long reached = of.stream().filter(Row::reached).count();
            String words = "Killed " + place.words
                    + (place == Place.ANYWHERE
                            ? ":"
                            : ": %d of %d that were reached, of %d".formatted(killed, reached, of.size()));
            reporter.tell(new Event("place", words)
                    .with("place", place.name())
                    .with("killed", killed)
                    .with("reached", reached)
                    .with("boundaries", of.size()));
            of.stream()
                    .filter(row -> place != Place.READS || row.killed() > 0 || row.missed() > 0)
                    .forEach(row -> reporter.tell(event(row)));
        }
    }

    static Event event(Row row) {
        String words =
                "  %-44s %3s  %s".formatted(row.where(), row.killed() == 0 ? "" : row.killed() + "×", row.outcome());
        return new Event("row", words)
                .with("place", row.place().name())
                .with("where", row.where())
                .with("reached", row.reached())
                .with("killed", row.killed())
                .with("recovered", row.recovered())
                .with("violated", row.violated())
                .with("missed", row.missed());
    }
}
