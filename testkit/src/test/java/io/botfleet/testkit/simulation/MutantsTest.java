package io.botfleet.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows that the simulation finds what it is there to find: without any one of the protections a promise breaks. */
@Execution(ExecutionMode.CONCURRENT)
class MutantsTest {
    private static final long MOST_SEEDS = 2_000;
    private static final Mutant MUTANT = Mutant.IGNORES_THE_COMMAND_KEY;

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Outcome.Broken found = found(mutant);

        System.out.printf(
                "simulation: %s is found with seed %d: %s%n",
                mutant, found.history().seed(), found.violation().promise());
        assertThat(Simulation.run(found.history(), new Ports()))
                .as("the same seed with nothing broken on purpose")
                .isInstanceOf(Outcome.Kept.class);
    }

    private static Outcome.Broken found(Mutant mutant) {
        return LongStream.rangeClosed(1, MOST_SEEDS)
                .mapToObj(History::of)
                .map(history -> Simulation.run(history, mutant.ports().get()))
                .filter(Outcome.Broken.class::isInstance)
                .map(Outcome.Broken.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no violation within " + MOST_SEEDS + " seeds"));
    }

    @Test
    void takesAwayWhatAViolationDoesNotNeedAndReplaysItStepByStep() {
        Outcome.Broken found = found(MUTANT);
        long seed = found.history().seed();

        Outcome.Broken shortest = new Shrinking(MUTANT.ports()).shortest(found);

        assertThat(shortest.violation().promise()).isEqualTo(found.violation().promise());
        assertThat(shortest.history().kept().size())
                .isLessThan(found.history().kept().size() / 2);
        assertThat(Simulation.run(
                        History.of(seed).keeping(shortest.history().kept()),
                        MUTANT.ports().get()))
                .isEqualTo(shortest);
        assertThat(shortest.report())
                .contains("seed " + seed, "keep=", shortest.lastSteps().getLast());
    }
}
