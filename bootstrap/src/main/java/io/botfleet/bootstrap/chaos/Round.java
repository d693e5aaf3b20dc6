package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From one death to the next.
 *
 * @param deaths empty where none got to any of the boundaries that it was meant to end at; two where another order was given
 *     while the first one to be told was ending
 * @param fault what else went wrong
 */
record Round(int number, List<Death> deaths, Optional<Fault> fault, long seconds) {
    /** Who ended where; nobody knows who, where it was not there any more. */
    record Death(String boundary, Optional<Member.Name> who) {
        @Override
        public String toString() {
            return boundary + " (" + who.map(Member.Name::toString).orElse("?") + ")";
        }
    }

    Round {
        deaths = List.copyOf(deaths);
    }

    Event event() {
        String died =
                deaths.isEmpty() ? "-" : deaths.stream().map(Death::toString).collect(Collectors.joining(", "));
        String words = "  %3d  %-42s %-48s %3d s"
                .formatted(number, died, fault.map(Fault::kind).orElse("-"), seconds);
        return new Event("round", words)
                .with("round", number)
                .with("boundaries", deaths.stream().map(Death::boundary).toList())
                .with(
                        "processes",
                        deaths.stream()
                                .map(death -> death.who().map(Member.Name::name).orElse(""))
                                .toList())
                .with("fault", fault.map(Fault::kind).orElse(""))
                .with("seconds", seconds);
    }
}
