package io.botfleet.domain.order;

import java.util.List;

/** Runs a strategy over candles of the past, without the client's bot and beside it. */
public record RunBacktest(
        String strategy,
        String exchange,
        String stakeCurrency,
        StakeAmount stakeAmount,
        int maxOpenTrades,
        String timeframe,
        List<String> pairs,
        Timerange timerange)
        implements Order {
    public RunBacktest {
        pairs = List.copyOf(pairs);
    }

    @Override
    public String type() {
        return "backtest";
    }

    @Override
    public boolean concernsTheBot() {
        return false;
    }
}
