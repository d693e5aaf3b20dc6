package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /show_config}: what the bot says it is running, which a deployment is compared with. */
final class ShowConfig {
    private static final double API_VERSION = 2.49;
    private static final Map<Character, Long> MINUTES =
            Map.of('m', 1L, 'h', 60L, 'd', 1_440L, 'w', 10_080L, 'M', 43_200L);

    private ShowConfig() {}

    static ObjectNode json(Configuration configuration, Optional<Bot> bot) {
        var settings = configuration.json();
        var minutes = minutes(settings.path("timeframe").asText());
        var json = Json.object();
        json.put("version", PaperBot.VERSION);
        json.putNull("strategy_version");
        json.put("api_version", API_VERSION);
        json.put("dry_run", configuration.dryRun());
        json.put("trading_mode", settings.path("trading_mode").asText("spot"));
        json.put("short_allowed", !settings.path("trading_mode").asText("spot").equals("spot"));
        json.put("stake_currency", configuration.stakeCurrency());
        json.put("stake_amount", settings.path("stake_amount").asText());
        json.put("stake_currency_decimals", configuration.stakeCurrency().equals("BTC") ? 8 : 3);
        for (var name : List.of(
                "available_capital",
                "max_open_trades",
                "stoploss",
                "trailing_stop",
                "trailing_stop_positive",
                "trailing_stop_positive_offset",
                "trailing_only_offset_is_reached",
                "unfilledtimeout",
                "order_types",
                "use_custom_stoploss",
                "timeframe",
                "strategy")) {
            json.set(name, present(settings.path(name), settings.nullNode()));
        }
        for (var name : List.of("minimal_roi", "entry_pricing", "exit_pricing")) {
            json.set(name, present(settings.path(name), Json.object()));
        }
        json.put(
                "stoploss_on_exchange",
                settings.path("order_types").path("stoploss_on_exchange").asBoolean());
        json.put("timeframe_ms", minutes * 60_000);
        json.put("timeframe_min", minutes);
        json.put("exchange", configuration.exchange());
        json.put("force_entry_enable", settings.path("force_entry_enable").asBoolean());
        json.put("bot_name", settings.path("bot_name").asText("freqtrade"));
        json.put("state", bot.map(attached -> attached.state().label()).orElse(""));
        json.put("runmode", configuration.runMode());
        json.put(
                "position_adjustment_enable",
                settings.path("position_adjustment_enable").asBoolean());
        json.put(
                "max_entry_position_adjustment",
                settings.path("max_entry_position_adjustment").asInt(-1));
        return json;
    }

    private static JsonNode present(JsonNode value, JsonNode otherwise) {
        return value.isMissingNode() ? otherwise : value;
    }

    private static long minutes(String timeframe) {
        if (timeframe.length() < 2) {
            return 0;
        }
        var unit = MINUTES.getOrDefault(timeframe.charAt(timeframe.length() - 1), 0L);
        return Long.parseLong(timeframe, 0, timeframe.length() - 1, 10) * unit;
    }
}
