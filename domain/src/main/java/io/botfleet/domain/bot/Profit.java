package io.botfleet.domain.bot;

import java.math.BigDecimal;

/** The sums of {@code GET /api/v1/profit}, in the stake currency. */
public record Profit(
        BigDecimal profitClosedCoin,
        BigDecimal profitAllCoin,
        int tradeCount,
        int closedTradeCount,
        int winningTrades) {}
