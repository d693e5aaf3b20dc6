package io.botfleet.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            // A simulation in which nothing goes wrong shows nothing.
            assertThat(coverage.of(Coverage.Kind.ENDING))
                    .contains("APPROVED start", "APPROVED stop", "APPROVED backtest", "RECLAIMED ")
                    .contains("ROLLED_BACK UNREADABLE", "ROLLED_BACK DUPLICATE", "ROLLED_BACK EXPIRED")
                    .contains("ROLLED_BACK SUPERSEDED", "ROLLED_BACK TIMEOUT", "ROLLED_BACK NOTHING_TO_STOP")
                    .contains("ROLLED_BACK EXECUTION_FAILED", "ROLLED_BACK MISMATCH", "ROLLED_BACK CAPACITY");
            assertThat(coverage.of(Coverage.Kind.BRANCH))
                    .contains("UNDONE_TO_THE_FORMER_BOT", "FEES_RAISED", "MINED_AGAIN", "OVERTAKEN", "SAVE_LOST")
                    .contains(
                            "PAUSED_ON_ITS_WAY",
                            "PAUSED_FIRST",
                            "RESTARTED_TRADING",
                            "UNDONE_TO_A_PAUSED_BOT",
                            "DRAINED_WITH_POSITIONS")
                    .contains("WALLET_LINKED", "FORGOTTEN_BY_THE_NODE", "HALTED_PAST_FINALITY")
                    .contains("BACKTEST_SUCCEEDED", "BACKTEST_FAILED", "BACKTEST_TIMED_OUT", "BACKTEST_WAITED")
                    .contains("BACKTEST_APPROVED_BY_ITS_RESULT", "BACKTEST_REFUNDED_AT_WORK")
                    .contains("RESTORED_WITHOUT_SOME", "DEADLINE_IN_THE_DARK", "WOKEN_BY_THE_CLUSTER");
            assertThat(coverage.total(Coverage.Kind.FAULT)).isGreaterThan(2 * SEEDS);
        }
    }

    /** Each of these found something that was wrong, here or in the core. */
    @ParameterizedTest
    @ValueSource(longs = {1213, 2604, 3904, 5655, 8186, 20208, 20213, 24004, 25699, 32616, 33258, 49092})
    void keepsEveryPromiseWhereOneWasBrokenBefore(long seed) {
        if (Simulation.run(History.of(seed), new Ports()) instanceof Outcome.Broken broken) {
            fail(broken.report());
        }
    }

    @Test
    void takesTheSameStepsWithTheSameSeed() {
        Coverage coverage = new Coverage();
        for (long seed = 1; seed <= 60; seed++) {
            Outcome outcome = Simulation.run(History.of(seed), new Ports());
            assertThat(Simulation.run(History.of(seed), new Ports()).fingerprint())
                    .as("seed %d", seed)
                    .isEqualTo(outcome.fingerprint());
            if (outcome instanceof Outcome.Kept kept) {
                coverage.add(kept.coverage());
            }
        }
        assertThat(coverage.of(Coverage.Kind.HAPPENING))
                .contains("Restores", "Rewrites", "Forgets", "Links", "GoesDark", "Halts", "LosesWakeUps", "Storms");
    }
}
