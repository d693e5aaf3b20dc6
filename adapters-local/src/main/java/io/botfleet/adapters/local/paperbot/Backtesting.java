package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.paperbot.backtest.Result;
import io.botfleet.adapters.local.paperbot.backtest.ResultFiles;
import io.botfleet.adapters.local.paperbot.backtest.Settings;
import io.botfleet.adapters.local.paperbot.backtest.Simulation;
import io.botfleet.adapters.local.paperbot.backtest.Span;
import io.botfleet.adapters.local.paperbot.backtest.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * {@code freqtrade backtesting} on candles that are made up: Freqtrade's log, in its order, its ends, and a result that looks
 * like one of its own.
 */
final class Backtesting {
    private static final String LOGGER = "freqtrade.optimize.backtesting";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** In the stake currency; Freqtrade's default of {@code dry_run_wallet}. */
    private static final double WALLET = 1_000;

    /** Freqtrade's default of {@code tradable_balance_ratio}. */
    private static final double TRADABLE = 0.99;

    private final Configuration configuration;
    private final boolean exports;
    private final BotLog log;

    private Backtesting(Configuration configuration, boolean exports, BotLog log) {
        this.configuration = configuration;
        this.exports = exports;
        this.log = log;
    }

    static void run(CommandLine.Backtesting arguments, Map<String, String> environment, Path directory, BotLog log) {
        var configuration = Configuration.load(arguments, environment, directory, log);
        ConfigurationCheck.checkExchange(configuration, log);
        log.info("freqtrade.configuration.configuration", "Using pairlist from configuration.");
        var exports = arguments.export().map(export -> !export.equals("none")).orElse(true);
        new Backtesting(configuration, exports, log).run();
    }

    private void run() {
        checkStake();
        log.info("freqtrade.commands.optimize_commands", "Starting freqtrade in Backtesting mode");
        log.info("freqtrade.exchange.exchange", "Instance is running with dry_run enabled");
        log.info("freqtrade.exchange.exchange", "Using Exchange \"" + configuration.exchange() + "\"");
        var strategy = StrategySource.resolve(configuration, log);
        strategy.applyTo(configuration.json(), log);
        ConfigurationCheck.check(configuration, log);
        var timeframe =
                Timeranges.timeframe(configuration.json().path("timeframe").asText());
        log.info(LOGGER, "Using fee 0.1000% - worst case fee from exchange (lowest tier).");
        var span = Timeranges.of(configuration);
        var pairs = pairsWithCandles(timeframe);
        var candles = span.candles(timeframe, Instant.now());
        if (pairs.isEmpty() || candles == 0) {
            throw new StartFailure.Operational("No data found. Terminating.");
        }
        log.info(LOGGER, "Loading data " + range(span, timeframe, candles));
        log.info(LOGGER, "Dataload complete. Calculating indicators");
        log.info(LOGGER, "Running backtesting for Strategy " + strategy.name());
        var begun = Instant.now();
        for (var ignored : pairs) {
            strategy.populateIndicators();
        }
        log.warning(
                "freqtrade.paperbot",
                "The candles are made up, and the strategy's signals are not computed: the result says nothing about either.");
        log.info(LOGGER, "Backtesting with data " + range(span, timeframe, candles));
        var result = Simulation.run(settings(strategy, timeframe, span, pairs), candles);
        if (exports) {
            store(result, strategy, begun);
        }
        log.info(
                "freqtrade.paperbot",
                "Backtested " + MOMENT.format(result.from()) + " -> " + MOMENT.format(result.until())
                        + " | Max open trades : " + result.maxOpenTrades());
    }

    private void checkStake() {
        var stake = configuration.json().path("stake_amount");
        if (stake.isMissingNode()) {
            throw new StartFailure.Crash("'stake_amount' is a required property");
        }
        var wallet = configuration.json().path("dry_run_wallet").asDouble(WALLET)
                * configuration.json().path("tradable_balance_ratio").asDouble(TRADABLE);
        if (stake.isNumber() && stake.asDouble() > wallet) {
            var currency = configuration.stakeCurrency();
            throw new StartFailure.Configuration("Starting balance (" + Python.coin(wallet, currency)
                    + ") is smaller than stake_amount " + Python.coin(stake.asDouble(), currency)
                    + ". Wallet is calculated as `dry_run_wallet * tradable_balance_ratio`.");
        }
    }

    /** Freqtrade leaves out a pair that was never downloaded. */
    private List<String> pairsWithCandles(Timeframe timeframe) {
        return configuration.pairs().stream()
                .filter(pair -> {
                    var there = Files.exists(DownloadData.file(configuration, pair, timeframe));
                    if (!there) {
                        log.warning(
                                "freqtrade.data.history.datahandlers.idatahandler",
                                "No history for " + pair + ", spot, " + timeframe.name()
                                        + " found. Use `freqtrade download-data` to download the data");
                    }
                    return there;
                })
                .toList();
    }

    private static String range(Span span, Timeframe timeframe, long candles) {
        var last = span.lastOf(candles, timeframe);
        return "from " + MOMENT.format(span.from()) + " up to " + MOMENT.format(last) + " ("
                + Duration.between(span.from(), last).toDays() + " days).";
    }

    private Settings settings(StrategySource strategy, Timeframe timeframe, Span span, List<String> pairs) {
        var json = configuration.json();
        var stake = json.path("stake_amount");
        var most = json.path("max_open_trades").asInt();
        var roi = new TreeMap<Long, Double>();
        for (var entry : json.path("minimal_roi").properties()) {
            roi.put(Long.parseLong(entry.getKey()), entry.getValue().asDouble());
        }
        return new Settings(
                strategy.name(),
                timeframe,
                span,
                pairs,
                configuration.stakeCurrency(),
                stake.isNumber() ? OptionalDouble.of(stake.asDouble()) : OptionalDouble.empty(),
                most < 0 ? Integer.MAX_VALUE : most,
                json.path("dry_run_wallet").asDouble(WALLET),
                json.path("tradable_balance_ratio").asDouble(TRADABLE),
                // One that is computed can't be had here, and a loss of everything never stops a trade.
                json.path("stoploss").asDouble(-1),
                roi);
    }

    private void store(Result result, StrategySource strategy, Instant begun) {
        try {
            var files = new ResultFiles(configuration.userDirectory().resolve("backtest_results"))
                    .write(result, withoutSecrets(configuration.json()), strategy.source(), begun);
            for (var file : files) {
                log.info("freqtrade.misc", "dumping json to \"" + file + "\"");
            }
        } catch (IOException failure) {
            throw new StartFailure.Crash("OSError: the result cannot be written");
        }
    }

    private static JsonNode withoutSecrets(ObjectNode configuration) {
        var shown = configuration.deepCopy();
        shown.remove(List.of("api_server", "db_url"));
        if (shown.path("exchange") instanceof ObjectNode exchange) {
            exchange.remove(List.of("key", "secret", "password"));
        }
        return shown;
    }
}
