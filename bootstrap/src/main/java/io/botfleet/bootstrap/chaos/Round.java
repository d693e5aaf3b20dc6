package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import java.util.Optional;

/**
 * One start of the platform and its end.
 *
 * @param aim the boundary and the call at which it was to die; empty where it was to die at a random moment
 * @param died whether it did so, and not after everything had come to its end
 * @param killedBefore the part that was killed while the platform was down
 * @param killedMeanwhile the part that was killed, and started again, while the platform ran
 */
record Round(
        int number,
        Optional<String> aim,
        boolean died,
        Optional<String> killedBefore,
        Optional<String> killedMeanwhile,
        long seconds) {
    Event event() {
        String words = "  %3d  %-46s %s%s%s  (%d s)"
                .formatted(
                        number,
                        aim.orElse("at a random moment"),
                        died ? "killed" : "not reached, killed later",
                        killedBefore.map(part -> "; " + part + " killed before").orElse(""),
                        killedMeanwhile
                                .map(part -> "; " + part + " killed meanwhile")
                                .orElse(""),
                        seconds);
        return new Event("round", words)
                .with("round", number)
                .with("crashAt", aim.orElse(""))
                .with("crashed", died)
                .with("killed", killedBefore.orElse(""))
                .with("killedMeanwhile", killedMeanwhile.orElse(""))
                .with("seconds", seconds);
    }
}
