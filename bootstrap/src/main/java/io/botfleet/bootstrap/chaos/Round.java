package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import java.util.Optional;

/**
 * From one death to the next.
 *
 * @param crash where a process ended; empty where none got to any of the boundaries that it was meant to end at
 * @param who the one that ended there; empty like {@code crash}
 * @param fault what else went wrong
 */
record Round(
        int number,
        Optional<BoundaryRecord.Hit> crash,
        Optional<Member.Name> who,
        Optional<Fault> fault,
        long seconds) {
    Event event() {
        String boundary = crash.map(BoundaryRecord.Hit::boundary).orElse("");
        String died = crash.map(
                        each -> boundary + " (" + who.map(Member.Name::toString).orElse("?") + ")")
                .orElse("-");
        String words = "  %3d  %-42s %-48s %3d s"
                .formatted(number, died, fault.map(Fault::kind).orElse("-"), seconds);
        return new Event("round", words)
                .with("round", number)
                .with("boundary", boundary)
                .with("process", who.map(Member.Name::name).orElse(""))
                .with("fault", fault.map(Fault::kind).orElse(""))
                .with("seconds", seconds);
    }
}
