package io.botfleet.bootstrap.chaos;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
            throws InterruptedException {
        Chaos chaos = new Chaos(directory, seed, reporter);
        List<String> violations = new ArrayList<>();
        try {
            chaos.run(Instant.now().plus(length), rounds);
        } catch (IOException | PortFailure failed) {
            // Nobody may have to repair anything by hand: what does not come back is as wrong as what is lost.
            violations.add("the run could not go on: " + failed);
        }
        violations.addAll(0, chaos.violations());
        chaos.table().tell(reporter);
        if (!violations.isEmpty()) {
            reporter.tell(history(chaos.history(), seed, length));
        }
        reporter.tell(result(seed, chaos.commands(), chaos.faults(), chaos.history(), violations));
        return violations.isEmpty();
    }

    /** What led to a violation, and how to look for it again: the seed decides everything but how fast things go. */
    static Event history(List<Round> rounds, long seed, Duration length) {
        String again = "./botfleet chaos --seed " + seed + " --minutes " + Math.max(1, length.toMinutes());
        List<String> lines =
                rounds.stream().map(round -> round.event().words().strip()).toList();
        String words = "What was done:%n  %s%nThe same again, as far as the machine's speed lets it: %s"
                .formatted(String.join("%n  ".formatted(), lines), again);
        return new Event("history", words).with("rounds", lines).with("again", again);
    }

    static Event result(long seed, int commands, int faults, List<Round> rounds, List<String> violations) {
        long crashes = rounds.stream()
                .filter(round -> round.died() && round.aim().isPresent())
                .count();
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
