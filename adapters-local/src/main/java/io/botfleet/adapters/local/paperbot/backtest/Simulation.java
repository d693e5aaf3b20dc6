package io.botfleet.adapters.local.paperbot.backtest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Enters where a price closed below the lower band, and leaves at a close above the mean, at the strategy's stop loss or at its
 * return on investment: whatever the strategy itself would do, which nothing here runs.
 *
 * <p>As in Freqtrade, an order is filled at the open of the candle after its signal, within a candle a loss comes before a
 * profit, and what is open at the end is left there ({@code force_exit}).
 */
public final class Simulation {
    private final Settings settings;
    private final Map<String, OpenTrade> open = new HashMap<>();
    private final List<ClosedTrade> closed = new ArrayList<>();
    private double profit;
    private double inTrades;
    private int rejected;

    private record OpenTrade(double stake, Instant at, double rate) {}

    private Simulation(Settings settings) {
        this.settings = settings;
    }

    /** Runs over so many candles of each pair; at least one. */
    public static Result run(Settings settings, long candles) {
        return new Simulation(settings).result(candles);
    }

    private Result result(long count) {
        List<Candles> markets = settings.pairs().stream()
                .map(pair -> new Candles(pair, settings.timeframe(), settings.span()))
                .toList();
        double[] firsts = new double[markets.size()];
        for (long candle = 0; candle < count; candle++) {
            Instant at = settings.span()
                    .from()
                    .plusSeconds(candle * settings.timeframe().seconds());
            boolean last = candle == count - 1;
            for (int i = 0; i < firsts.length; i++) {
                Candles market = markets.get(i);
                market.next();
                firsts[i] = candle == 0 ? market.close() : firsts[i];
                step(settings.pairs().get(i), market, at, last);
            }
        }
        double change = 0;
        for (int i = 0; i < firsts.length; i++) {
            change += (markets.get(i).close() - firsts[i]) / firsts[i];
        }
        return new Result(
                settings,
                settings.span().from(),
                settings.span().lastOf(count, settings.timeframe()),
                List.copyOf(closed),
                change / firsts.length,
                rejected);
    }

    private void step(String pair, Candles market, Instant at, boolean last) {
        OpenTrade trade = open.get(pair);
        if (trade == null && market.fell() && !last) {
            trade = enter(pair, market, at);
        }
        if (trade == null) {
            return;
        }
        if (last) {
            leave(pair, trade, at, market.open(), "force_exit");
        } else {
            leaveWhereDue(pair, trade, market, at);
        }
    }

    private @Nullable OpenTrade enter(String pair, Candles market, Instant at) {
        double tradable = (settings.wallet() + profit) * settings.tradable();
        double free = tradable - inTrades;
        double stake = settings.stake().orElseGet(() -> Math.min(free, tradable / settings.maxOpenTrades()));
        if (open.size() >= settings.maxOpenTrades() || stake > free || stake <= 0) {
            rejected++;
            return null;
        }
        OpenTrade trade = new OpenTrade(stake, at, market.open());
        open.put(pair, trade);
        inTrades += stake;
        return trade;
    }

    private void leaveWhereDue(String pair, OpenTrade trade, Candles market, Instant at) {
        double stop = trade.rate() * (1 + settings.stoploss());
        long minutes = (at.getEpochSecond() - trade.at().getEpochSecond()) / 60;
        var due = settings.roi().floorEntry(minutes);
        if (market.rose() && trade.at().isBefore(at)) {
            leave(pair, trade, at, market.open(), "exit_signal");
        } else if (market.low() <= stop) {
            leave(pair, trade, at, Math.min(stop, market.open()), "stop_loss");
        } else if (due != null) {
            double target = trade.rate() * (1 + due.getValue()) * (1 + Settings.FEE) / (1 - Settings.FEE);
            if (market.high() >= target) {
                leave(pair, trade, at, Math.max(target, market.open()), "roi");
            }
        }
    }

    private void leave(String pair, OpenTrade trade, Instant at, double rate, String reason) {
        ClosedTrade left = new ClosedTrade(pair, trade.stake(), trade.at(), at, trade.rate(), rate, reason);
        open.remove(pair);
        closed.add(left);
        inTrades -= trade.stake();
        profit += left.profit();
    }
}
