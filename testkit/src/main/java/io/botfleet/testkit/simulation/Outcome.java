package io.botfleet.testkit.simulation;

import java.util.List;
import java.util.stream.Collectors;

/** How a run went. */
public sealed interface Outcome {
    /** The same for two runs that took the same steps with the same outcomes. */
    long fingerprint();

    /**
     * Every promise was kept.
     *
     * @param steps how often the baton was handed over
     * @param coverage what happened in it, and how often
     */
    record Kept(long fingerprint, long steps, long switches, Coverage coverage) implements Outcome {}

    /** @param lastSteps the last steps before the violation, oldest first */
    record Broken(long fingerprint, History history, Violation violation, List<String> lastSteps) implements Outcome {
        /** All that somebody needs who wants to know why. */
        public String report() {
            return violation.promise() + " is broken: " + violation.detail() + "\n\nit takes " + history.describe()
                    + "\n\nreplay it with -Dbotfleet.simulation.first-seed=" + history.seed()
                    + " -Dbotfleet.simulation.seeds=1 -Dbotfleet.simulation.keep="
                    + history.kept().stream().map(String::valueOf).collect(Collectors.joining(","))
                    + "\n\nthe last steps:\n" + String.join("\n", lastSteps);
        }
    }
}
