package io.botfleet.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Takes away what happens in a history, half by half, for as long as the same promise is still broken without it. */
final class Shrinking {
    private final Supplier<Ports> ports;

    /** @param ports makes new ones for each run */
    Shrinking(Supplier<Ports> ports) {
        this.ports = ports;
    }

    /** The shortest way to the same violation that was found; nothing in it can be left out alone. */
    Outcome.Broken shortest(Outcome.Broken found) {
        Outcome.Broken shortest = found;
        int part = Math.max(1, found.history().kept().size() / 2);
        while (true) {
            Outcome.Broken shorter = withoutAnyPart(shortest, part);
            boolean better =
                    shorter.history().kept().size() < shortest.history().kept().size();
            shortest = shorter;
            if (part == 1 && !better) {
                return shortest;
            }
            part = Math.max(1, part / 2);
        }
    }

    private Outcome.Broken withoutAnyPart(Outcome.Broken found, int part) {
        Outcome.Broken shortest = found;
        for (int from = 0; from < shortest.history().kept().size(); ) {
            List<Integer> kept = new ArrayList<>(shortest.history().kept());
            kept.subList(from, Math.min(kept.size(), from + part)).clear();
            if (Simulation.run(found.history().keeping(kept), ports.get()) instanceof Outcome.Broken shorter
                    && shorter.violation().promise().equals(found.violation().promise())) {
                shortest = shorter;
            } else {
                from += part;
            }
        }
        return shortest;
    }
}
