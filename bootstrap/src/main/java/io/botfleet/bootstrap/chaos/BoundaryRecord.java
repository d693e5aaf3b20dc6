package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.platform.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the platform wrote down of the boundaries between its steps, over all of its starts.
 *
 * @param places each boundary of each port, like {@code Commands.save before}, by whether its method writes
 * @param calls the boundaries that were reached, and how often in one start, rounded down to a power of two
 * @param hits the processes that ended or fell asleep where they were told to, oldest first
 */
record BoundaryRecord(Map<String, CrashTable.Place> places, Map<String, Long> calls, List<Hit> hits) {
    /** What a process did at the so manieth time that it got to a boundary since it was told to. */
    record Hit(Deed deed, String boundary, long call, long pid) {}

    BoundaryRecord {
        places = new TreeMap<>(places);
        calls = new TreeMap<>(calls);
        hits = List.copyOf(hits);
    }

    /** @param written what may end within a line that somebody is writing just now, which is left out */
    static BoundaryRecord parse(String written) {
        return parse(written.substring(0, written.lastIndexOf('\n') + 1).lines().toList());
    }

    static BoundaryRecord parse(List<String> lines) {
        Map<String, CrashTable.Place> places = new TreeMap<>();
        Map<String, Long> calls = new TreeMap<>();
        List<Hit> hits = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "method" -> {
                    CrashTable.Place place = CrashTable.Place.valueOf(words[2]);
                    places.merge(words[1] + " before", place, BoundaryRecord::first);
                    places.merge(words[1] + " after", place, BoundaryRecord::first);
                }
                case "reached" -> calls.merge(words[1] + " " + words[2], Long.valueOf(words[3]), Math::max);
                case "END", "SLEEP" ->
                    hits.add(new Hit(
                            Deed.valueOf(words[0]),
                            words[1] + " " + words[2],
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4])));
                default -> throw new IllegalArgumentException("not a line about boundaries: " + line);
            }
        }
        return new BoundaryRecord(places, calls, hits);
    }

    /** Methods of one name are taken for what the most dangerous of them does. */
    private static CrashTable.Place first(CrashTable.Place one, CrashTable.Place other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
