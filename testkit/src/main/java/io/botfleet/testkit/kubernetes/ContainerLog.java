package io.botfleet.testkit.kubernetes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a container has printed so far, and when. */
final class ContainerLog {
    record Line(Instant printed, String text) {}

    /**
     * All of it at one moment.
     *
     * @param container which one it is, of those that were started after each other
     * @param mayGoOn whether it may print more
     */
    record Printed(int container, List<Line> lines, boolean mayGoOn) {
        Printed {
            lines = List.copyOf(lines);
        }
    }

    private String whole = "";
    private Printed printed = new Printed(0, List.of(), true);

    synchronized Printed printed() {
        return printed;
    }

    /** All that it has printed by now; what does not begin with what was there is another container's. */
    synchronized void become(String now) {
        boolean goesOn = now.startsWith(whole) && (whole.isEmpty() || whole.endsWith("\n"));
        List<Line> lines = new ArrayList<>(goesOn ? printed.lines() : List.of());
        for (String text : now.substring(goesOn ? whole.length() : 0).lines().toList()) {
            lines.add(new Line(after(lines), text));
        }
        if (!now.equals(whole)) {
            printed = new Printed(printed.container() + (goesOn ? 0 : 1), lines, printed.mayGoOn());
            whole = now;
        }
    }

    /** No two lines are printed at once: a reader goes on behind the time of the last that it has. */
    private static Instant after(List<Line> lines) {
        Instant now = Instant.now();
        return lines.isEmpty() || lines.getLast().printed().isBefore(now)
                ? now
                : lines.getLast().printed().plusNanos(1);
    }

    synchronized void mayGoOn(boolean mayGoOn) {
        printed = new Printed(printed.container(), printed.lines(), mayGoOn);
    }
}
