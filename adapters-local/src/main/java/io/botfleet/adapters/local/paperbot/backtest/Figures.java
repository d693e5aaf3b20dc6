package io.botfleet.adapters.local.paperbot.backtest;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * A result's figures under Freqtrade's names, computed as in its {@code optimize_reports.py} and {@code data/metrics.py}: a
 * ratio that can't be had, because nothing varies or nothing was lost, is -100 there.
 */
final class Figures {
    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final double NO_RATIO = -100;
    private static final double DAYS_OF_A_YEAR = 365;

    private final Result result;
    private final Settings settings;
    private final List<ClosedTrade> trades;
    private final double wallet;

    Figures(Result result) {
        this.result = result;
        this.settings = result.settings();
        this.trades = result.trades();
        this.wallet = settings.wallet();
    }

    /** All but the trades themselves. */
    Map<String, Object> ofStrategy() {
        double profit = sum(trades, ClosedTrade::profit);
        double perDay = profit / wallet / result.days();
        Drawdown drawdown = drawdown();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("results_per_pair", perPair());
        figures.putAll(counts(trades));
        figures.put("total_trades", trades.size());
        figures.put("trade_count_long", trades.size());
        figures.put("trade_count_short", 0);
        figures.put("total_volume", sum(trades, ClosedTrade::stake));
        figures.put("profit_mean", mean(trades, ClosedTrade::profitRatio));
        figures.put("profit_total", profit / wallet);
        figures.put("profit_total_abs", profit);
        figures.put("profit_factor", profitFactor());
        figures.put("expectancy", mean(trades, ClosedTrade::profit));
        figures.put("cagr", StrictMath.pow((wallet + profit) / wallet, DAYS_OF_A_YEAR / result.days()) - 1);
        figures.put("sharpe", ratio(perDay, deviation(profits(), 0)));
        figures.put("sortino", ratio(perDay, deviation(profits().filter(each -> each < 0), 0)));
        figures.put("calmar", ratio(perDay * 100, drawdown.ratio()));
        figures.put("sqn", systemQuality());
        figures.put("max_drawdown_account", drawdown.ratio());
        figures.put("max_drawdown_abs", drawdown.amount());
        figures.put("backtest_start", DATE.format(result.from()));
        figures.put("backtest_start_ts", result.from().toEpochMilli());
        figures.put("backtest_end", DATE.format(result.until()));
        figures.put("backtest_end_ts", result.until().toEpochMilli());
        figures.put("backtest_days", result.days());
        figures.put("trades_per_day", Math.round(trades.size() * 100.0 / result.days()) / 100.0);
        if (!trades.isEmpty()) {
            figures.put("holding_avg_s", 60.0 * Math.round(mean(trades, ClosedTrade::minutes)));
        }
        figures.put("market_change", result.marketChange());
        figures.put("pairlist", settings.pairs());
        figures.put(
                "stake_amount", settings.stake().isPresent() ? settings.stake().getAsDouble() : "unlimited");
        figures.put("stake_currency", settings.stakeCurrency());
        figures.put("starting_balance", wallet);
        figures.put("final_balance", wallet + profit);
        figures.put("rejected_signals", result.rejected());
        figures.put("max_open_trades", result.maxOpenTrades());
        figures.put("timeframe", settings.timeframe().name());
        figures.put("timerange", settings.span().text());
        figures.put("strategy_name", settings.strategy());
        figures.put("stoploss", settings.stoploss());
        return figures;
    }

    /** The line of the strategy among others; here it is the only one. */
    Map<String, Object> ofComparison() {
        Map<String, Object> line = line(settings.strategy(), trades);
        line.put("max_drawdown_account", drawdown().ratio());
        return line;
    }

    private List<Map<String, Object>> perPair() {
        Map<String, List<ClosedTrade>> ofPair = new HashMap<>();
        for (ClosedTrade trade : trades) {
            ofPair.computeIfAbsent(trade.pair(), _ -> new ArrayList<>()).add(trade);
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        settings.pairs().stream()
                .map(pair -> Map.entry(pair, ofPair.getOrDefault(pair, List.of())))
                .sorted(Comparator.comparingDouble(pair -> -sum(pair.getValue(), ClosedTrade::profit)))
                .forEach(pair -> lines.add(line(pair.getKey(), pair.getValue())));
        lines.add(line("TOTAL", trades));
        return lines;
    }

    private Map<String, Object> line(String key, List<ClosedTrade> some) {
        double profit = sum(some, ClosedTrade::profit);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("key", key);
        line.put("trades", some.size());
        line.put("profit_mean", mean(some, ClosedTrade::profitRatio));
        line.put("profit_total_abs", profit);
        line.put("profit_total", profit / wallet);
        line.putAll(counts(some));
        return line;
    }

    private static Map<String, Object> counts(List<ClosedTrade> some) {
        long wins = some.stream().filter(trade -> trade.profit() > 0).count();
        long losses = some.stream().filter(trade -> trade.profit() < 0).count();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("wins", wins);
        counts.put("losses", losses);
        counts.put("draws", some.size() - wins - losses);
        counts.put("winrate", some.isEmpty() ? 0.0 : (double) wins / some.size());
        return counts;
    }

    private double profitFactor() {
        double won = trades.stream()
                .mapToDouble(ClosedTrade::profit)
                .filter(each -> each > 0)
                .sum();
        double lost = trades.stream()
                .mapToDouble(ClosedTrade::profit)
                .filter(each -> each < 0)
                .sum();
        return lost == 0 ? 0 : won / -lost;
    }

    /** Van Tharp's, rounded to four places. */
    private double systemQuality() {
        double deviation = deviation(profits(), 1);
        if (trades.isEmpty()) {
            return 0;
        }
        return deviation == 0
                ? NO_RATIO
                : Math.round(Math.sqrt(trades.size()) * profits().average().orElse(0) / deviation * 10_000) / 10_000.0;
    }

    private double ratio(double mean, double divisor) {
        if (trades.isEmpty() || result.from().equals(result.until())) {
            return 0;
        }
        return divisor == 0 ? NO_RATIO : mean / divisor * Math.sqrt(DAYS_OF_A_YEAR);
    }

    /** As parts of the wallet. */
    private DoubleStream profits() {
        return trades.stream().mapToDouble(trade -> trade.profit() / wallet);
    }

    /** @param less how many the divisor is less than the count */
    private static double deviation(DoubleStream values, int less) {
        double[] all = values.toArray();
        if (all.length <= less) {
            return 0;
        }
        double mean = DoubleStream.of(all).average().orElse(0);
        double squares =
                DoubleStream.of(all).map(each -> (each - mean) * (each - mean)).sum();
        return Math.sqrt(squares / (all.length - less));
    }

    /**
     * The deepest fall from a height before it.
     *
     * @param amount in the stake currency
     * @param ratio of what the account held at that height
     */
    private record Drawdown(double amount, double ratio) {}

    private Drawdown drawdown() {
        Drawdown deepest = new Drawdown(0, 0);
        double balance = wallet;
        double height = wallet;
        for (ClosedTrade trade : trades) {
            balance += trade.profit();
            height = Math.max(height, balance);
            if (height - balance > deepest.amount()) {
                deepest = new Drawdown(height - balance, (height - balance) / height);
            }
        }
        return deepest;
    }

    private static double sum(List<ClosedTrade> some, ToDoubleFunction<ClosedTrade> of) {
        return some.stream().mapToDouble(of).sum();
    }

    private static double mean(List<ClosedTrade> some, ToDoubleFunction<ClosedTrade> of) {
        return some.stream().mapToDouble(of).average().orElse(0);
    }
}
