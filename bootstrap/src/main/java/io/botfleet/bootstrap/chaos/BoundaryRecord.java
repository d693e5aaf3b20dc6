package io.botfleet.bootstrap.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the platform wrote down of the boundaries between its steps, over all of its starts.
 *
 * @param writes each boundary of each port, like {@code Commands.save before}, and whether its method may write
 * @param calls the boundaries that were reached, and how often in one start, rounded down to a power of two
 * @param crashes how often a start ended where it was told to
 */
record BoundaryRecord(Map<String, Boolean> writes, Map<String, Long> calls, int crashes) {
    BoundaryRecord {
        writes = new TreeMap<>(writes);
        calls = new TreeMap<>(calls);
    }

    static BoundaryRecord parse(List<String> lines) {
        Map<String, Boolean> writes = new TreeMap<>();
        Map<String, Long> calls = new TreeMap<>();
        int crashes = 0;
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "method" -> {
                    boolean may = words[2].equals("WRITES");
                    writes.merge(words[1] + " before", may, Boolean::logicalOr);
                    writes.merge(words[1] + " after", may, Boolean::logicalOr);
                }
                case "reached" -> calls.merge(words[1] + " " + words[2], Long.valueOf(words[3]), Math::max);
                case "crashed" -> crashes++;
                default -> throw new IllegalArgumentException("not a line about boundaries: " + line);
            }
        }
        return new BoundaryRecord(writes, calls, crashes);
    }
}
