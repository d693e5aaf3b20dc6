package io.botfleet.adapters.local.paperbot.backtest;

import java.time.Instant;

/** A trade that was entered and left, with Freqtrade's names for why; amounts are in the stake currency. */
record ClosedTrade(
        String pair, double stake, Instant opened, Instant closed, double openRate, double closeRate, String reason) {
    private double paid() {
        return stake * (1 + Settings.FEE);
    }

    private double received() {
        return amount() * closeRate * (1 - Settings.FEE);
    }

    double amount() {
        return stake / openRate;
    }

    double profit() {
        return received() - paid();
    }

    double profitRatio() {
        return received() / paid() - 1;
    }

    long minutes() {
        return (closed.getEpochSecond() - opened.getEpochSecond()) / 60;
    }
}
