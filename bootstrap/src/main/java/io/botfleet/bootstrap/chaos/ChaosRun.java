package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run, from its seed to its report. */
public final class ChaosRun {
    private ChaosRun() {}

    /**
     * Whether nothing was lost and nothing done twice. What is left running on the directory is the caller's to end.
     *
     * @param rounds no more than so many, even where the time is not over
     */
    public static boolean run(DataDirectory directory, long seed, Duration length, int rounds, Reporter reporter)
            throws IOException, InterruptedException {
        Chaos chaos = new Chaos(directory, seed, reporter);
        List<String> violations = chaos.run(Instant.now().plus(length), rounds);
        reporter.tell(result(seed, chaos.commands(), chaos.faults(), chaos.crashes(), violations));
        return violations.isEmpty();
    }

    static Event result(long seed, int commands, int faults, int crashes, List<String> violations) {
        String counts = "%d commands, %d faults, %d of them at a boundary, seed %d: "
                .formatted(commands, faults, crashes, seed);
        String verdict = violations.isEmpty()
                ? "nothing lost, nothing twice."
                : "NOT all is well:%n  ".formatted() + String.join("%n  ".formatted(), violations);
        return new Event("result", counts + verdict)
                .with("seed", seed)
                .with("commands", commands)
                .with("faults", faults)
                .with("crashes", crashes)
                .with("violations", violations)
                .with("right", violations.isEmpty());
    }
}
