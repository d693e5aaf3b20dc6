package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * The part of Freqtrade's configuration schema that a bot of ours can break, checked in Freqtrade's order.
 *
 * <p>Freqtrade prints the offending value; this names the setting only, since it may be a secret.
 */
final class ConfigurationCheck {
    /** Exchanges Freqtrade or the ccxt library knows by these names; any other is refused at the start. */
    private static final Set<String> EXCHANGES = Set.of(
            "binance",
            "binanceus",
            "bingx",
            "bitget",
            "bitmart",
            "bitvavo",
            "bybit",
            "coinbase",
            "cryptocom",
            "gate",
            "htx",
            "hyperliquid",
            "kraken",
            "krakenfutures",
            "kucoin",
            "mexc",
            "myokx",
            "okx");

    private final JsonNode json;

    private ConfigurationCheck(JsonNode json) {
        this.json = json;
    }

    static void checkExchange(Configuration configuration, BotLog log) {
        log.info("freqtrade.exchange.check_exchange", "Checking exchange...");
        var name = configuration.exchange();
        if (name.isEmpty()) {
            throw new StartFailure.Operational("This command requires a configured exchange. You should either use"
                    + " `--exchange <exchange_name>` or specify a configuration file via `--config`.");
        }
        if (!EXCHANGES.contains(name)) {
            throw new StartFailure.Operational("Exchange \"" + name
                    + "\" is not known to the ccxt library and therefore not available for the bot.");
        }
        log.info("freqtrade.exchange.check_exchange", "Exchange \"" + name + "\" is known to the bot.");
    }

    /** Checks everything else, once the strategy has had its say. */
    static void check(Configuration configuration, BotLog log) {
        var check = new ConfigurationCheck(configuration.json());
        check.consistency();
        log.info("freqtrade.configuration.config_validation", "Validating configuration ...");
        try {
            check.schema();
        } catch (StartFailure.Crash invalid) {
            log.critical(
                    "freqtrade.configuration.config_validation",
                    "Invalid configuration. Reason: " + invalid.getMessage());
            throw invalid;
        }
        if (!configuration.dryRun()
                && (json(configuration, "key").isEmpty()
                        || json(configuration, "secret").isEmpty())) {
            throw new StartFailure.Operational("Could not get balance due to AuthenticationError. Message: "
                    + configuration.exchange() + " requires \"apiKey\" credential");
        }
    }

    private static String json(Configuration configuration, String credential) {
        return configuration.json().path("exchange").path(credential).asText("");
    }

    private void consistency() {
        if (json.path("exchange").path("pair_whitelist").isEmpty()) {
            throw new StartFailure.Configuration("StaticPairList requires pair_whitelist to be set.");
        }
        if (json.path("max_open_trades").asInt() == -1
                && json.path("stake_amount").asText().equals("unlimited")) {
            throw new StartFailure.Configuration("`max_open_trades` and `stake_amount` cannot both be unlimited.");
        }
    }

    private void schema() {
        for (var name : List.of(
                "exchange",
                "timeframe",
                "max_open_trades",
                "stake_currency",
                "stake_amount",
                "dry_run",
                "exit_pricing",
                "entry_pricing",
                "stoploss",
                "minimal_roi")) {
            if (json.path(name).isMissingNode()) {
                throw new StartFailure.Crash("'" + name + "' is a required property");
            }
        }
        for (var name : List.of("timeframe", "stake_currency", "bot_name", "db_url", "initial_state", "strategy")) {
            text(name, json.path(name));
        }
        for (var name : List.of("name", "key", "secret")) {
            text("exchange." + name, json.path("exchange").path(name));
        }
        type("dry_run", json.path("dry_run").isBoolean(), "boolean");
        type("max_open_trades", json.path("max_open_trades").isNumber(), "number");
        type(
                "exchange.pair_whitelist",
                json.path("exchange").path("pair_whitelist").isArray(),
                "array");
        var stake = json.path("stake_amount");
        if (!(stake.isNumber() ? stake.asDouble() >= 0.0001 : stake.asText().equals("unlimited"))) {
            throw new StartFailure.Crash("stake_amount is less than the minimum of 0.0001");
        }
        if (!json.path("api_server").isMissingNode()) {
            apiServer(json.path("api_server"));
        }
    }

    private void apiServer(JsonNode server) {
        for (var name : List.of("enabled", "listen_ip_address", "listen_port", "username", "password")) {
            if (server.path(name).isMissingNode()) {
                throw new StartFailure.Crash("'" + name + "' is a required property of api_server");
            }
        }
        type("api_server.enabled", server.path("enabled").isBoolean(), "boolean");
        for (var name : List.of("listen_ip_address", "username", "password", "jwt_secret_key")) {
            text("api_server." + name, server.path(name));
        }
        var port = server.path("listen_port");
        type("api_server.listen_port", port.isIntegralNumber(), "integer");
        if (port.asInt() < 1024 || port.asInt() > 65535) {
            throw new StartFailure.Crash("api_server.listen_port is not between 1024 and 65535");
        }
        var key = server.path("jwt_secret_key");
        if (!key.isMissingNode() && key.asText().length() < 32) {
            throw new StartFailure.Crash("api_server.jwt_secret_key is too short");
        }
    }

    private static void text(String name, JsonNode value) {
        type(name, value.isMissingNode() || value.isTextual(), "string");
    }

    private static void type(String name, boolean holds, String type) {
        if (!holds) {
            throw new StartFailure.Crash(name + " is not of type '" + type + "'");
        }
    }
}
