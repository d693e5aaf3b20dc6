package io.botfleet.adapters.local.paperbot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code freqtrade} was asked on its command line. */
sealed interface CommandLine {
    /** {@code freqtrade --version}. */
    record Version() implements CommandLine {}

    /** Arguments Freqtrade's parser refuses, with its words for why. */
    record Misused(String reason) implements CommandLine {}

    /** {@code freqtrade trade …}; later configuration files win over earlier ones, and the options over all of them. */
    record Trade(
            List<String> configs,
            Optional<String> strategy,
            Optional<String> strategyPath,
            Optional<String> databaseUrl,
            Optional<String> userDirectory,
            boolean dryRun)
            implements CommandLine {
        public Trade {
            configs = List.copyOf(configs);
        }
    }

    /** {@code freqtrade download-data …}, as far as the image's entry point uses it. */
    record DownloadData(
            List<String> configs, Optional<String> userDirectory, Optional<String> timerange, List<String> timeframes)
            implements CommandLine {
        public DownloadData {
            configs = List.copyOf(configs);
            timeframes = List.copyOf(timeframes);
        }
    }

    /** {@code freqtrade backtesting …}, as far as the image's entry point uses it. */
    record Backtesting(
            List<String> configs,
            Optional<String> strategy,
            Optional<String> strategyPath,
            Optional<String> userDirectory,
            Optional<String> timerange,
            Optional<String> timeframe,
            Optional<String> export,
            Optional<String> cache)
            implements CommandLine {
        public Backtesting {
            configs = List.copyOf(configs);
        }
    }

    /** Options of every subcommand that take a value, under the names by which it is kept. */
    Map<String, String> COMMON = Map.of(
            "-c", "--config",
            "--config", "--config",
            "--userdir", "--userdir",
            "--user-data-dir", "--userdir",
            "--logfile", "--logfile");

    Map<String, String> OF_DOWNLOAD_DATA =
            Map.of("--timerange", "--timerange", "-t", "--timeframes", "--timeframes", "--timeframes");

    Map<String, String> OF_BACKTESTING = Map.of(
            "-s", "--strategy",
            "--strategy", "--strategy",
            "--strategy-path", "--strategy-path",
            "--timerange", "--timerange",
            "-i", "--timeframe",
            "--timeframe", "--timeframe",
            "--export", "--export",
            "--cache", "--cache");

    Map<String, String> OF_TRADE = Map.ofEntries(
            Map.entry("-s", "--strategy"),
            Map.entry("--strategy", "--strategy"),
            Map.entry("--strategy-path", "--strategy-path"),
            Map.entry("--db-url", "--db-url"),
            Map.entry("-d", "--datadir"),
            Map.entry("--datadir", "--datadir"),
            Map.entry("--dry-run-wallet", "--dry-run-wallet"),
            Map.entry("--fee", "--fee"));

    Set<String> FLAGS = Set.of("-v", "--verbose", "--no-color");

    Set<String> FLAGS_OF_TRADE = Set.of("--dry-run", "--recursive-strategy-search", "--sd-notify");

    static CommandLine parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new Misused("Usage of Freqtrade requires a subcommand to be specified.");
        }
        if (Set.of("-V", "--version").contains(arguments.getFirst())) {
            return new Version();
        }
        var rest = arguments.subList(1, arguments.size());
        try {
            return switch (arguments.getFirst()) {
                case "trade" -> trade(new Options(List.of(COMMON, OF_TRADE), List.of(FLAGS, FLAGS_OF_TRADE), rest));
                case "download-data" ->
                    downloadData(new Options(List.of(COMMON, OF_DOWNLOAD_DATA), List.of(FLAGS), rest));
                case "backtesting" -> backtesting(new Options(List.of(COMMON, OF_BACKTESTING), List.of(FLAGS), rest));
                default ->
                    new Misused("paperbot knows only the subcommands 'trade', 'download-data' and 'backtesting', not '"
                            + arguments.getFirst() + "'");
            };
        } catch (Options.Wrong wrong) {
            return new Misused(String.valueOf(wrong.getMessage()));
        }
    }

    private static Trade trade(Options options) {
        return new Trade(
                options.configs(),
                options.last("--strategy"),
                options.last("--strategy-path"),
                options.last("--db-url"),
                options.last("--userdir"),
                options.has("--dry-run"));
    }

    private static DownloadData downloadData(Options options) {
        return new DownloadData(
                options.configs(), options.last("--userdir"), options.last("--timerange"), options.all("--timeframes"));
    }

    private static Backtesting backtesting(Options options) throws Options.Wrong {
        return new Backtesting(
                options.configs(),
                options.last("--strategy"),
                options.last("--strategy-path"),
                options.last("--userdir"),
                options.last("--timerange"),
                options.last("--timeframe"),
                options.oneOf("--export", "none", "trades", "signals"),
                options.oneOf("--cache", "none", "day", "week", "month"));
    }
}
