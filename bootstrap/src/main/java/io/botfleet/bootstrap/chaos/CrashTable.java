package io.botfleet.bootstrap.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where processes ended or where they slept, and what else went wrong, and what came of it. */
final class CrashTable {
    /** At calls that write, may write or only read, by their signature, or something else than a death at a call. */
    enum Place {
        WRITES("calls that write"),
        MAY_WRITE("calls that may write"),
        READS("calls that only read"),
        ANYWHERE("other faults");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * One row.
     *
     * @param reached whether any start of the platform got there
     * @param times how often a process ended there, or slept there, or the fault came
     * @param recovered those after which the next audit found nothing wrong
     * @param violated those after which the next audit found something: one of them is the cause
     * @param missed how often a round that aimed at it ended before it was reached
     */
    record Row(Place place, String where, boolean reached, int times, int recovered, int violated, int missed) {
        private Row plus(int moreTimes, int moreRecovered, int moreViolated, int moreMissed) {
            return new Row(
                    place,
                    where,
                    reached || moreTimes > 0,
                    times + moreTimes,
                    recovered + moreRecovered,
                    violated + moreViolated,
                    missed + moreMissed);
        }

        String outcome() {
            if (times == 0) {
                return reached ? "no turn" : "not reached";
            }
            List<String> outcomes = new ArrayList<>();
            outcomes.add(recovered > 0 ? recovered + " recovered" : "");
            outcomes.add(violated > 0 ? violated + " VIOLATED" : "");
            outcomes.add(times > recovered + violated ? (times - recovered - violated) + " not audited" : "");
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
                            row.times(),
                            row.recovered(),
                            row.violated(),
                            row.missed()));
        });
    }

    void came(String where) {
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

    boolean isAudited() {
        return unaudited.isEmpty();
    }

    Row row(String where) {
        return rows.getOrDefault(where, new Row(Place.ANYWHERE, where, false, 0, 0, 0, 0));
    }

    Collection<Row> rows() {
        return rows.values();
    }

    List<Row> rows(Place place) {
        return rows.values().stream().filter(row -> row.place() == place).toList();
    }

    /** All of them, each as often as it came. */
    int faults() {
        return rows.values().stream().mapToInt(Row::times).sum();
    }
}
