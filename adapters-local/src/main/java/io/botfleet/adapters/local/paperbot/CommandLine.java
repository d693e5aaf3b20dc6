package io.botfleet.adapters.local.paperbot;

import java.util.ArrayList;
import java.util.HashMap;
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

    Map<String, String> WITH_VALUE = Map.ofEntries(
            Map.entry("-c", "--config"),
            Map.entry("--config", "--config"),
            Map.entry("-s", "--strategy"),
            Map.entry("--strategy", "--strategy"),
            Map.entry("--strategy-path", "--strategy-path"),
            Map.entry("--db-url", "--db-url"),
            Map.entry("--userdir", "--userdir"),
            Map.entry("--user-data-dir", "--userdir"),
            Map.entry("-d", "--datadir"),
            Map.entry("--datadir", "--datadir"),
            Map.entry("--logfile", "--logfile"),
            Map.entry("--dry-run-wallet", "--dry-run-wallet"),
            Map.entry("--fee", "--fee"));

    Set<String> FLAGS =
            Set.of("--dry-run", "-v", "--verbose", "--no-color", "--recursive-strategy-search", "--sd-notify");

    static CommandLine parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new Misused("Usage of Freqtrade requires a subcommand to be specified.");
        }
        if (Set.of("-V", "--version").contains(arguments.getFirst())) {
            return new Version();
        }
        if (!arguments.getFirst().equals("trade")) {
            return new Misused("paperbot knows only the subcommand 'trade', not '" + arguments.getFirst() + "'");
        }
        return parseTrade(arguments.subList(1, arguments.size()));
    }

    private static CommandLine parseTrade(List<String> arguments) {
        var configs = new ArrayList<String>();
        var options = new HashMap<String, String>();
        var dryRun = false;
        for (var i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            var equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            var name = equals < 0 ? argument : argument.substring(0, equals);
            if (FLAGS.contains(argument)) {
                dryRun |= argument.equals("--dry-run");
                continue;
            }
            var option = WITH_VALUE.get(name);
            if (option == null) {
                return new Misused("unrecognized arguments: " + name);
            }
            if (equals < 0 && (i + 1 == arguments.size() || arguments.get(i + 1).startsWith("-"))) {
                return new Misused("argument " + name + ": expected one argument");
            }
            var value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            if (option.equals("--config")) {
                configs.add(value);
            } else {
                options.put(option, value);
            }
        }
        return new Trade(
                configs.isEmpty() ? List.of("config.json") : configs,
                Optional.ofNullable(options.get("--strategy")),
                Optional.ofNullable(options.get("--strategy-path")),
                Optional.ofNullable(options.get("--db-url")),
                Optional.ofNullable(options.get("--userdir")),
                dryRun);
    }
}
