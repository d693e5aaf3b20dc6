package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One row of {@code trades} with its rows of {@code orders}, by column name; dates are epoch milliseconds.
 *
 * <p>There is no market here, so the current rate of an open trade is the rate it was opened at.
 */
record Trade(ObjectNode row, List<ObjectNode> orders) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final List<String> AS_STORED = List.of(
            "pair",
            "is_open",
            "is_short",
            "exchange",
            "strategy",
            "enter_tag",
            "timeframe",
            "fee_open",
            "fee_open_cost",
            "fee_open_currency",
            "fee_close",
            "fee_close_cost",
            "fee_close_currency",
            "open_rate",
            "open_rate_requested",
            "close_rate",
            "close_rate_requested",
            "close_profit",
            "close_profit_abs",
            "exit_reason",
            "exit_order_status",
            "min_rate",
            "max_rate",
            "leverage",
            "interest_rate",
            "liquidation_price",
            "funding_fees",
            "amount_precision",
            "price_precision",
            "precision_mode",
            "precision_mode_price",
            "contract_size");

    private static final List<String> ORDER_AS_STORED = List.of(
            "order_id",
            "status",
            "order_type",
            "price",
            "filled",
            "remaining",
            "ft_order_side",
            "ft_fee_base",
            "ft_order_tag",
            "funding_fee");

    long id() {
        return row.path("id").asLong();
    }

    boolean isOpen() {
        return row.path("is_open").asBoolean();
    }

    String pair() {
        return row.path("pair").asText();
    }

    double amount() {
        return row.path("amount").asDouble();
    }

    double stakeAmount() {
        return row.path("stake_amount").asDouble();
    }

    double openRate() {
        return row.path("open_rate").asDouble();
    }

    boolean isShort() {
        return row.path("is_short").asBoolean();
    }

    String exitSide() {
        return isShort() ? "buy" : "sell";
    }

    Instant openDate() {
        return Instant.ofEpochMilli(row.path("open_date").asLong());
    }

    Optional<Instant> closeDate() {
        var date = row.path("close_date");
        return date.isNumber() ? Optional.of(Instant.ofEpochMilli(date.asLong())) : Optional.empty();
    }

    double closeProfit() {
        return row.path("close_profit").asDouble();
    }

    double closeProfitAbsolute() {
        return row.path("close_profit_abs").asDouble();
    }

    /** What the position is worth in stake currency when left at {@code rate}, after the closing fee. */
    double closeValue(double rate) {
        var fee = row.path("fee_close").asDouble();
        return amount() * rate * (isShort() ? 1 + fee : 1 - fee);
    }

    double openValue() {
        var fee = row.path("fee_open").asDouble();
        return amount() * openRate() * (isShort() ? 1 - fee : 1 + fee);
    }

    /** Profit in stake currency when left at {@code rate}. */
    double profit(double rate) {
        return isShort() ? openValue() - closeValue(rate) : closeValue(rate) - openValue();
    }

    /** Profit as a share of what was paid. */
    double profitRatio(double rate) {
        return openValue() == 0 ? 0 : profit(rate) / openValue();
    }

    /** The trade as {@code GET /trades} shows it. */
    ObjectNode json() {
        var json = Json.object();
        json.put("trade_id", id());
        AS_STORED.forEach(name -> json.set(name, stored(row, name)));
        var currencies = pair().split("/", 2);
        json.put("base_currency", row.path("base_currency").asText(currencies[0]));
        json.put("quote_currency", row.path("stake_currency").asText(currencies[currencies.length - 1]));
        json.put("amount", rounded(amount()));
        json.set("amount_requested", stored(row, "amount_requested"));
        json.put("stake_amount", rounded(stakeAmount()));
        json.set("max_stake_amount", stored(row, "max_stake_amount"));
        json.put("open_trade_value", rounded(openValue()));
        json.put("open_date", DATE.format(openDate()));
        json.put("open_timestamp", openDate().toEpochMilli());
        json.put("open_fill_date", DATE.format(openDate()));
        json.put("open_fill_timestamp", openDate().toEpochMilli());
        var closed = closeDate();
        json.put("close_date", closed.map(DATE::format).orElse(null));
        json.put("close_timestamp", closed.map(Instant::toEpochMilli).orElse(null));
        var duration = closed.map(date -> Duration.between(openDate(), date));
        json.put("trade_duration_s", duration.map(Duration::toSeconds).orElse(null));
        json.put("trade_duration", duration.map(Duration::toMinutes).orElse(null));
        json.put("realized_profit", row.path("realized_profit").asDouble());
        json.set("realized_profit_ratio", stored(row, "close_profit"));
        json.set("profit_ratio", stored(row, "close_profit"));
        json.set("profit_abs", stored(row, "close_profit_abs"));
        json.put("profit_pct", isOpen() ? null : (Double) percent(closeProfit()));
        json.put("close_profit_pct", isOpen() ? null : (Double) percent(closeProfit()));
        json.putNull("profit_fiat");
        stops(json);
        json.put("trading_mode", row.path("trading_mode").asText("SPOT").toLowerCase(Locale.ROOT));
        json.put("has_open_orders", orders.stream().anyMatch(order -> order.path("ft_is_open")
                .asBoolean()));
        var list = json.putArray("orders");
        orders.forEach(order -> list.add(orderJson(order)));
        return json;
    }

    /** The trade as {@code GET /status} shows it, valued at the current rate. */
    ObjectNode openJson() {
        var json = json();
        var rate = isOpen() ? openRate() : row.path("close_rate").asDouble();
        var profit = isOpen() ? profit(rate) : closeProfitAbsolute();
        var ratio = isOpen() ? profitRatio(rate) : closeProfit();
        var distance = row.path("stop_loss").asDouble() - rate;
        json.put("current_rate", rate);
        json.put("profit_ratio", ratio);
        json.put("profit_pct", percent(ratio));
        json.put("profit_abs", profit);
        json.put(
                "total_profit_abs",
                profit + (isOpen() ? row.path("realized_profit").asDouble() : 0));
        json.put("total_profit_ratio", ratio);
        json.putNull("total_profit_fiat");
        json.put("stoploss_current_dist", distance);
        json.put("stoploss_current_dist_ratio", rate == 0 ? 0 : rounded(distance / rate));
        json.put("stoploss_current_dist_pct", rate == 0 ? 0 : percent(distance / rate));
        json.put("stoploss_entry_dist", profit(row.path("stop_loss").asDouble()));
        json.put(
                "stoploss_entry_dist_ratio",
                rounded(profitRatio(row.path("stop_loss").asDouble())));
        return json;
    }

    private void stops(ObjectNode json) {
        for (var stop : List.of("stop_loss", "initial_stop_loss")) {
            var ratio = row.path(stop + "_pct");
            json.set(stop + "_abs", stored(row, stop));
            json.set(stop + "_ratio", stored(row, stop + "_pct"));
            json.put(stop + "_pct", ratio.isNumber() ? (Double) (ratio.asDouble() * 100) : null);
        }
        json.putNull("stoploss_last_update");
        json.putNull("stoploss_last_update_timestamp");
    }

    private ObjectNode orderJson(ObjectNode order) {
        var json = Json.object();
        json.set("pair", stored(order, "ft_pair"));
        ORDER_AS_STORED.forEach(name -> json.set(name, stored(order, name)));
        json.put("amount", order.path("amount").asDouble(order.path("ft_amount").asDouble()));
        json.put(
                "safe_price",
                order.path("average")
                        .asDouble(order.path("price")
                                .asDouble(order.path("ft_price").asDouble())));
        json.put("average", order.path("average").asDouble());
        json.put("cost", order.path("cost").asDouble());
        json.set("is_open", stored(order, "ft_is_open"));
        json.put("ft_is_entry", !order.path("ft_order_side").asText().equals(exitSide()));
        json.set("order_timestamp", stored(order, "order_date"));
        json.set("order_filled_timestamp", stored(order, "order_filled_date"));
        return json;
    }

    private static JsonNode stored(ObjectNode row, String column) {
        var value = row.path(column);
        return value.isMissingNode() ? row.nullNode() : value;
    }

    static double rounded(double value) {
        return Math.round(value * 1e8) / 1e8;
    }

    static double percent(double ratio) {
        return Math.round(ratio * 10_000) / 100.0;
    }

    static ArrayNode list(List<Trade> trades, Function<Trade, ObjectNode> form) {
        var list = Json.MAPPER.createArrayNode();
        trades.forEach(trade -> list.add(form.apply(trade)));
        return list;
    }
}
