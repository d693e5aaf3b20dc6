package io.botfleet.adapters.local.paperbot;

import io.botfleet.adapters.local.paperbot.backtest.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * {@code freqtrade download-data}, which downloads nothing: candles are made up when they are asked for, so that a file for each
 * pair and timeframe, which says so, is all that is left for a backtest to find.
 */
final class DownloadData {
    private static final String HISTORY = "freqtrade.data.history.history_utils";

    private DownloadData() {}

    static void run(CommandLine.DownloadData arguments, Map<String, String> environment, Path directory, BotLog log) {
        var configuration = Configuration.load(arguments, environment, directory, log);
        ConfigurationCheck.checkExchange(configuration, log);
        log.info("freqtrade.configuration.configuration", "Using pairlist from configuration.");
        var span = Timeranges.of(configuration);
        log.info(
                HISTORY,
                "About to download pairs: " + Python.list(configuration.pairs()) + ", intervals: "
                        + Python.list(arguments.timeframes()) + " to " + configuration.dataDirectory());
        var timeframes =
                arguments.timeframes().stream().map(Timeranges::timeframe).toList();
        log.warning("freqtrade.paperbot", "Nothing is downloaded: paperbot makes its candles up.");
        for (var pair : configuration.pairs()) {
            for (var timeframe : timeframes) {
                log.info(
                        HISTORY,
                        "Download history data for \"" + pair + "\", " + timeframe.name() + ", spot and store in "
                                + configuration.dataDirectory() + ".");
                var candles = span.candles(timeframe, Instant.now());
                log.info(
                        "freqtrade.exchange.exchange", "Downloaded data for " + pair + " with length " + candles + ".");
                if (candles > 0) {
                    write(file(configuration, pair, timeframe));
                }
            }
        }
    }

    /** Where Freqtrade would keep the candles, but for the name's ending. */
    static Path file(Configuration configuration, String pair, Timeframe timeframe) {
        return configuration
                .dataDirectory()
                .resolve(pair.replaceAll("[^A-Za-z0-9]", "_") + "-" + timeframe.name() + ".paperbot");
    }

    private static void write(Path file) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, "Candles are made up by paperbot; none were downloaded.\n");
        } catch (IOException failure) {
            throw new StartFailure.Crash("OSError: '" + file + "'");
        }
    }
}
