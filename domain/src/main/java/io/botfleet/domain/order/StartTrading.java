package io.botfleet.domain.order;

import java.util.List;

/**
 * Starts the client's bot, or replaces the one that runs.
 *
 * @param adoptPositions says that a replacement may take over open positions although it changes exchange, stake
 *     currency or strategy
 */
public record StartTrading(
        String strategy,
        String exchange,
        boolean dryRun,
        String stakeCurrency,
        StakeAmount stakeAmount,
        int maxOpenTrades,
        String timeframe,
        List<String> pairs,
        boolean adoptPositions)
        implements Order {
    public StartTrading {
        pairs = List.copyOf(pairs);
    }

    @Override
    public String type() {
        return "start";
    }

    /** Whether positions that {@code running} opened would be managed by other rules or another market. */
    public boolean changesMarketOf(StartTrading running) {
        return !exchange.equals(running.exchange)
                || !stakeCurrency.equals(running.stakeCurrency)
                || !strategy.equals(running.strategy);
    }

    /** Whether a bot of this start sees what one of {@code other} opened: by whatever rules, it manages it. */
    public boolean seesPositionsOf(StartTrading other) {
        return dryRun == other.dryRun && exchange.equals(other.exchange) && stakeCurrency.equals(other.stakeCurrency);
    }
}
