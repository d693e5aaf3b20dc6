package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.io.PrintStream;
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
    public static boolean run(DataDirectory directory, long seed, Duration length, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        Chaos chaos = new Chaos(directory, seed, out);
        List<String> violations = chaos.run(Instant.now().plus(length), rounds);
        out.printf(
                "%d commands, %d faults, %d of them at a boundary, seed %d: ",
                chaos.commands(), chaos.faults(), chaos.crashes(), seed);
        if (violations.isEmpty()) {
            out.println("nothing lost, nothing twice.");
            return true;
        }
        out.println("NOT all is well:");
        violations.forEach(each -> out.println("  " + each));
        return false;
    }
}
