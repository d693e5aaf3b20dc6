package io.botfleet.adapters.local.paperbot.backtest;

import java.time.Instant;
import java.util.List;

/**
 * What came of a simulation.
 *
 * @param from when the first candle opened
 * @param until when the last candle opened
 * @param trades in the order in which they were left
 * @param marketChange from the first close to the last, as a ratio, on average over the pairs
 * @param rejected signals for which no slot or no money was free
 */
public record Result(
        Settings settings, Instant from, Instant until, List<ClosedTrade> trades, double marketChange, int rejected) {
    /** At least 1, as Freqtrade counts. */
    public long days() {
        return Math.max(1, (until.getEpochSecond() - from.getEpochSecond()) / (24 * 60 * 60));
    }

    /** As Freqtrade reports it: no more than there are pairs. */
    public int maxOpenTrades() {
        return Math.min(settings.maxOpenTrades(), settings.pairs().size());
    }
}
