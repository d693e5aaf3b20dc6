package io.botfleet.bootstrap.chaos;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.bootstrap.chaos.CrashTable.Place;
import io.botfleet.bootstrap.chaos.CrashTable.Row;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.console.Reporter;
import io.botfleet.bootstrap.local.DataDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One run, from its seed to its report. */
public final class ChaosRun {
    private ChaosRun() {}

    /**
     * Whether nothing was lost and nothing done twice. What is left running on the directory is the caller's to end.
     *
     * @param rounds no more than so many, even where the time is not over
     * @param everyBoundary whether it ends once every boundary of calls that write had its turn, and is wrong without that
     */
    public static boolean run(
            DataDirectory directory, long seed, Duration length, int rounds, boolean everyBoundary, Reporter reporter)
            throws InterruptedException {
        Chaos chaos = new Chaos(directory, seed, everyBoundary, reporter);
        List<String> violations = new ArrayList<>();
        try {
            chaos.run(Instant.now().plus(length), rounds);
        } catch (IOException | PortFailure failed) {
            // Nobody may have to repair anything by hand: what does not come back is as wrong as what is lost.
            violations.add("the run could not go on: " + failed);
        }
        violations.addAll(0, chaos.violations());
        CrashReport.tell(chaos.table(), reporter);
        Optional<Coverage> owed =
                Optional.of(new Coverage(chaos.table(), chaos.sleeps())).filter(_ -> everyBoundary);
        owed.ifPresent(coverage -> {
            CrashReport.tellSleeps(chaos.sleeps(), reporter);
            reporter.tell(CrashReport.coverage(coverage));
        });
        reporter.tell(result(seed, length, chaos.commands(), chaos.table(), chaos.sleeps(), violations, owed));
        return violations.isEmpty() && owed.map(Coverage::isPaid).orElse(true);
    }

    /** What was reached, and what came of it; the seed decides everything but how fast things go. */
    static Event result(
            long seed,
            Duration length,
            int commands,
            CrashTable table,
            CrashTable sleeps,
            List<String> violations,
            Optional<Coverage> owed) {
        boolean right = violations.isEmpty() && owed.map(Coverage::isPaid).orElse(true);
        int slept = sleeps.faults();
        List<Row> kinds = table.rows(Place.ANYWHERE);
        long writing = CrashReport.hit(table.rows(Place.WRITES));
        long others = CrashReport.hit(table.rows(Place.MAY_WRITE)) + CrashReport.hit(table.rows(Place.READS));
        int boundaries = table.rows().size() - kinds.size();
        String again = "./botfleet chaos --seed " + seed + " --minutes " + Math.max(1, length.toMinutes())
                + (owed.isPresent() ? " --every-boundary" : "");
        String counts =
                "%n%d commands, %d faults: deaths at %d of %d boundaries (%d of %d of calls that write), %d sleeps, and %d kinds of other faults; seed %d.%n"
                        .formatted(
                                commands,
                                table.faults() + slept,
                                writing + others,
                                boundaries,
                                writing,
                                table.rows(Place.WRITES).size(),
                                slept,
                                kinds.size(),
                                seed);
        String verdict = violations.isEmpty()
                ? "Nothing lost, nothing twice." + (right ? "" : " But not every boundary had its turn.")
                : "NOT all is well:%n  %s%nThe same again, as far as the machine's speed lets it: %s"
                        .formatted(String.join("%n  ".formatted(), violations), again);
        return new Event("result", counts + verdict)
                .with("seed", seed)
                .with("commands", commands)
                .with("faults", table.faults() + slept)
                .with("boundaries", boundaries)
                .with("boundariesKilled", writing + others)
                .with("writing", table.rows(Place.WRITES).size())
                .with("writingKilled", writing)
                .with("sleeps", slept)
                .with("kinds", kinds.stream().map(Row::where).toList())
                .with(
                        "survived",
                        Stream.concat(table.rows().stream(), sleeps.rows().stream())
                                .mapToLong(Row::recovered)
                                .sum())
                .with("violations", violations)
                .with("again", again)
                .with("right", right);
    }
}
