package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code GET /profit}: cumulative figures over closed trades, and over all of them at their current rates. */
final class Profit {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final List<Trade> closed;
    private final List<Trade> all;
    private final double starting;

    private Profit(List<Trade> all, double starting) {
        this.all = all;
        this.closed = all.stream()
                .filter(trade -> !trade.isOpen())
                .sorted(Comparator.comparing(trade -> trade.closeDate().orElse(trade.openDate())))
                .toList();
        this.starting = starting;
    }

    static ObjectNode json(List<Trade> all, Optional<Instant> botStart, double starting) {
        var profit = new Profit(all, starting);
        var json = Json.object();
        profit.sums(json, "closed", profit.closed);
        profit.sums(json, "all", all);
        profit.wins(json);
        profit.dates(json);
        profit.bestPair(json);
        profit.drawdown(json);
        json.put("trading_volume", all.stream().mapToDouble(Trade::openValue).sum());
        json.put("bot_start_timestamp", botStart.map(Instant::toEpochMilli).orElse(0L));
        json.put("bot_start_date", botStart.map(DATE::format).orElse(""));
        return json;
    }

    private void sums(ObjectNode json, String which, List<Trade> trades) {
        var name = "profit_" + which + "_";
        var coin = Trade.rounded(trades.stream().mapToDouble(Profit::absolute).sum());
        var sum = trades.stream().mapToDouble(Profit::ratio).sum();
        var mean = trades.isEmpty() ? 0 : sum / trades.size();
        var fromStart = starting == 0 ? 0 : coin / starting;
        json.put(name + "coin", coin).put(name + "fiat", 0);
        json.put(name + "ratio_mean", mean).put(name + "percent_mean", Trade.percent(mean));
        json.put(name + "ratio_sum", sum).put(name + "percent_sum", Trade.percent(sum));
        json.put(name + "ratio", fromStart).put(name + "percent", Trade.percent(fromStart));
    }

    private void wins(ObjectNode json) {
        var winners = closed.stream().filter(trade -> trade.closeProfit() >= 0).toList();
        var won = winners.stream().mapToDouble(Trade::closeProfitAbsolute).sum();
        var lost = -closed.stream()
                .filter(trade -> trade.closeProfit() < 0)
                .mapToDouble(Trade::closeProfitAbsolute)
                .sum();
        var losers = closed.size() - winners.size();
        var winrate = closed.isEmpty() ? 0 : (double) winners.size() / closed.size();
        var averageWin = winners.isEmpty() ? 0 : won / winners.size();
        var averageLoss = losers == 0 ? 0 : lost / losers;
        json.put("trade_count", all.size()).put("closed_trade_count", closed.size());
        json.put("winning_trades", winners.size()).put("losing_trades", losers);
        // Infinite where nothing was lost, which Freqtrade writes as null.
        json.put("profit_factor", lost == 0 ? null : (Double) (won / lost));
        json.put("winrate", winrate);
        json.put("expectancy", winrate * averageWin - (1 - winrate) * averageLoss);
        json.put("expectancy_ratio", averageLoss == 0 ? 100 : (1 + averageWin / averageLoss) * winrate - 1);
        // Zero without a closed trade, as Freqtrade has it; otherwise not computed here, and not made up.
        for (var ratio : List.of("sharpe", "sortino", "sqn", "calmar", "cagr")) {
            json.put(ratio, closed.isEmpty() ? (Double) 0.0 : null);
        }
    }

    private void dates(ObjectNode json) {
        var first = all.isEmpty()
                ? Optional.<Instant>empty()
                : Optional.of(all.getFirst().openDate());
        var latest = all.isEmpty()
                ? Optional.<Instant>empty()
                : Optional.of(all.getLast().openDate());
        json.put("first_trade_date", first.map(DATE::format).orElse(""));
        json.put("first_trade_humanized", first.map(DATE::format).orElse(""));
        json.put("first_trade_timestamp", first.map(Instant::toEpochMilli).orElse(0L));
        json.put("latest_trade_date", latest.map(DATE::format).orElse(""));
        json.put("latest_trade_humanized", latest.map(DATE::format).orElse(""));
        json.put("latest_trade_timestamp", latest.map(Instant::toEpochMilli).orElse(0L));
        var seconds = closed.stream()
                .mapToLong(trade -> Duration.between(
                                trade.openDate(), trade.closeDate().orElse(trade.openDate()))
                        .toSeconds())
                .average()
                .orElse(0);
        var average = Duration.ofSeconds((long) seconds);
        json.put(
                "avg_duration",
                "%d:%02d:%02d".formatted(average.toHours(), average.toMinutesPart(), average.toSecondsPart()));
    }

    private void bestPair(ObjectNode json) {
        var best = closed.stream()
                .collect(Collectors.groupingBy(Trade::pair, Collectors.summingDouble(Trade::closeProfit)))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue());
        json.put("best_pair", best.map(Map.Entry::getKey).orElse(""));
        json.put("best_rate", Trade.percent(best.map(Map.Entry::getValue).orElse(0.0)));
        json.put("best_pair_profit_ratio", best.map(Map.Entry::getValue).orElse(0.0));
    }

    /** The deepest fall of the account below an earlier high, over closed trades in the order they closed. */
    private void drawdown(ObjectNode json) {
        var balance = 0.0;
        var high = 0.0;
        var deepest = 0.0;
        var deepestRatio = 0.0;
        for (var trade : closed) {
            balance += trade.closeProfitAbsolute();
            high = Math.max(high, balance);
            if (high - balance > deepest) {
                deepest = high - balance;
                deepestRatio = starting + high == 0 ? 0 : deepest / (starting + high);
            }
        }
        json.put("max_drawdown", deepestRatio).put("max_drawdown_abs", deepest);
        for (var edge : List.of("start", "end")) {
            json.put("max_drawdown_" + edge, "").put("max_drawdown_" + edge + "_timestamp", 0);
        }
    }

    private static double absolute(Trade trade) {
        return trade.isOpen() ? trade.profit(trade.openRate()) : trade.closeProfitAbsolute();
    }

    private static double ratio(Trade trade) {
        return trade.isOpen() ? trade.profitRatio(trade.openRate()) : trade.closeProfit();
    }
}
