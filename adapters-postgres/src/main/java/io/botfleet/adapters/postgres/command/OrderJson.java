package io.botfleet.adapters.postgres.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.order.Timerange;
import java.math.BigDecimal;

/** An order as it is stored. */
final class OrderJson {
    private static final String UNLIMITED = "unlimited";

    private OrderJson() {}

    static ObjectNode write(Order order) {
        ObjectNode json = JsonFields.object().put("type", order.type());
        switch (order) {
            case StartTrading start -> {
                json.put("strategy", start.strategy())
                        .put("exchange", start.exchange())
                        .put("dryRun", start.dryRun())
                        .put("stakeCurrency", start.stakeCurrency())
                        .put("stakeAmount", stake(start.stakeAmount()))
                        .put("maxOpenTrades", start.maxOpenTrades())
                        .put("timeframe", start.timeframe())
                        .put("adoptPositions", start.adoptPositions());
                JsonFields.putTexts(json, "pairs", start.pairs());
            }
            case RunBacktest backtest -> {
                json.put("strategy", backtest.strategy())
                        .put("exchange", backtest.exchange())
                        .put("stakeCurrency", backtest.stakeCurrency())
                        .put("stakeAmount", stake(backtest.stakeAmount()))
                        .put("maxOpenTrades", backtest.maxOpenTrades())
                        .put("timeframe", backtest.timeframe())
                        .put("timerange", backtest.timerange().toString());
                JsonFields.putTexts(json, "pairs", backtest.pairs());
            }
            case StopTrading stop -> json.put("mode", stop.mode().name());
        }
        return json;
    }

    static Order read(JsonNode json) {
        String type = JsonFields.text(json, "type");
        return switch (type) {
            case "start" ->
                new StartTrading(
                        JsonFields.text(json, "strategy"),
                        JsonFields.text(json, "exchange"),
                        json.required("dryRun").booleanValue(),
                        JsonFields.text(json, "stakeCurrency"),
                        stake(JsonFields.text(json, "stakeAmount")),
                        json.required("maxOpenTrades").intValue(),
                        JsonFields.text(json, "timeframe"),
                        JsonFields.texts(json, "pairs"),
                        json.required("adoptPositions").booleanValue());
            case "stop" -> new StopTrading(StopMode.valueOf(JsonFields.text(json, "mode")));
            case "backtest" ->
                new RunBacktest(
                        JsonFields.text(json, "strategy"),
                        JsonFields.text(json, "exchange"),
                        JsonFields.text(json, "stakeCurrency"),
                        stake(JsonFields.text(json, "stakeAmount")),
                        json.required("maxOpenTrades").intValue(),
                        JsonFields.text(json, "timeframe"),
                        JsonFields.texts(json, "pairs"),
                        Timerange.parse(JsonFields.text(json, "timerange")).orElseThrow());
            default -> throw new IllegalStateException("a stored order has the unknown type " + type);
        };
    }

    private static String stake(StakeAmount amount) {
        return switch (amount) {
            case StakeAmount.Fixed fixed -> fixed.amount().toString();
            case StakeAmount.Unlimited _ -> UNLIMITED;
        };
    }

    private static StakeAmount stake(String text) {
        return text.equals(UNLIMITED) ? new StakeAmount.Unlimited() : new StakeAmount.Fixed(new BigDecimal(text));
    }
}
