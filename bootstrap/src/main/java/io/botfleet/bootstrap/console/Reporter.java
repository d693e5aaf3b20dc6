package io.botfleet.bootstrap.console;

import java.io.PrintWriter;

/** Tells what happens as it happens, in words or as newline-delimited JSON; from any thread. */
@FunctionalInterface
public interface Reporter {
    void tell(Event event);

    static Reporter toPeople(PrintWriter out) {
        return event -> {
            if (!event.words().isEmpty()) {
                printLine(out, Printable.lines(event.words()));
            }
        };
    }

    static Reporter toPrograms(PrintWriter out) {
        return event -> printLine(out, Printable.json(event.json()));
    }

    /** At once: who reads it may be waiting for it. */
    private static void printLine(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
