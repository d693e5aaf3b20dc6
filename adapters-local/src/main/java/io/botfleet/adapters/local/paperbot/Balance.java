package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code GET /balance}: in a dry run the simulated wallet with its closed profits, in stake currency. */
final class Balance {
    private Balance() {}

    static ObjectNode json(Configuration configuration, List<Trade> trades, double starting) {
        var stake = configuration.stakeCurrency();
        var profit = trades.stream()
                .filter(trade -> !trade.isOpen())
                .mapToDouble(Trade::closeProfitAbsolute)
                .sum();
        var used = trades.stream()
                .filter(Trade::isOpen)
                .mapToDouble(Trade::stakeAmount)
                .sum();
        var total = starting + profit;
        var ratio = starting == 0 ? 0 : total / starting - 1;
        var json = Json.object();
        var currencies = json.putArray("currencies");
        if (starting > 0) {
            currencies
                    .addObject()
                    .put("currency", stake)
                    .put("free", total - used)
                    .put("balance", total)
                    .put("used", used)
                    .put("bot_owned", total - used)
                    .put("est_stake", total)
                    .put("est_stake_bot", total)
                    .put("stake", stake)
                    .put("side", "long")
                    .put("position", 0)
                    .put("is_position", false)
                    .put("is_bot_managed", true);
        }
        json.put("total", total).put("total_bot", total);
        json.put("symbol", "").put("value", 0).put("value_bot", 0).put("stake", stake);
        json.put("starting_capital", starting);
        json.put("starting_capital_ratio", ratio).put("starting_capital_pct", Trade.percent(ratio));
        for (var fiat : List.of("starting_capital_fiat", "starting_capital_fiat_ratio", "starting_capital_fiat_pct")) {
            json.put(fiat, 0);
        }
        json.put("trade_count", trades.size());
        return json.put(
                "note", configuration.dryRun() ? "Simulated balances" : "paperbot asks no exchange for balances");
    }
}
