package io.botfleet.adapters.local.paperbot.backtest;

import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;

/**
 * What is tested, with which money.
 *
 * @param stake in the stake currency; empty is Freqtrade's "unlimited": the wallet, divided by the most open trades
 * @param maxOpenTrades at a time; {@link Integer#MAX_VALUE} where it is unlimited
 * @param wallet what there is at the beginning, in the stake currency
 * @param tradable which part of the wallet may be in trades
 * @param stoploss the loss at which a trade is left, as a negative ratio
 * @param roi the profit, as a ratio, at which a trade is left once it is so many minutes old
 */
public record Settings(
        String strategy,
        Timeframe timeframe,
        Span span,
        List<String> pairs,
        String stakeCurrency,
        OptionalDouble stake,
        int maxOpenTrades,
        double wallet,
        double tradable,
        double stoploss,
        NavigableMap<Long, Double> roi) {
    /** Binance's fee of the lowest tier, for each side of a trade, as a ratio. */
    public static final double FEE = 0.001;
}
