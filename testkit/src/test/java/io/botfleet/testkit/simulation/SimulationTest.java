package io.botfleet.testkit.simulation;

import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The promises under everything that can go wrong at any step, for as many seeds as one has time for:
 * {@code botfleet.simulation.seeds} from {@code botfleet.simulation.first-seed} on.
 */
class SimulationTest {
    private static final long FIRST_SEED = Long.getLong("botfleet.simulation.first-seed", 1);
    private static final long SEEDS = Long.getLong("botfleet.simulation.seeds", 1_000);
    private static final Optional<List<Integer>> KEPT = Optional.ofNullable(
                    System.getProperty("botfleet.simulation.keep"))
            .map(numbers ->
                    Arrays.stream(numbers.split(",", -1)).map(Integer::valueOf).toList());

    @Test
    void keepsEveryPromiseWhateverGoesWrong() {
        Coverage coverage = new Coverage();
        long start = System.nanoTime();
        long steps = 0;
        long switches = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            History all = History.of(seed);
            switch (Simulation.run(KEPT.map(all::keeping).orElse(all), new Ports())) {
                case Outcome.Broken broken ->
                    fail(new Shrinking(Ports::new).shortest(broken).report());
                case Outcome.Kept kept -> {
                    steps += kept.steps();
                    switches += kept.switches();
                    coverage.add(kept.coverage());
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "simulation: %d seeds in %.1f s: %.0f seeds/s, %.0f steps/s, %d switches, %d disturbed calls%n",
                SEEDS, seconds, SEEDS / seconds, steps / seconds, switches, coverage.total(Coverage.Kind.FAULT));
        if (KEPT.isEmpty() && SEEDS >= 1_000) {
            // A simulation in which nothing goes wrong shows nothing.
            System.out.println(coverage.table(SEEDS));
        }
    }
}
