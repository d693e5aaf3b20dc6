package io.botfleet.domain.bot;

import java.util.List;

/**
 * What a bot says that it runs: Freqtrade's {@code GET /api/v1/show_config}, with the pairs of
 * {@code GET /api/v1/whitelist}.
 *
 * @param stakeAmount a decimal number, or {@code unlimited}; Freqtrade prints it as a string
 */
public record RunningConfig(
        String version,
        String runmode,
        String state,
        boolean dryRun,
        String strategy,
        String exchange,
        String botName,
        String stakeCurrency,
        String stakeAmount,
        int maxOpenTrades,
        String timeframe,
        List<String> pairs) {
    public RunningConfig {
        pairs = List.copyOf(pairs);
    }

    /** Whether it says that it runs; else it is paused, stopped or being reloaded. */
    public boolean isRunning() {
        return state.equals("running");
    }
}
