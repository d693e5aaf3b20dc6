package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A strategy found by its class name in a Python file; the source is read, never run.
 *
 * <p>Freqtrade imports every file on the path and takes the class of that name that extends {@code IStrategy}; here the
 * declaration has to say so itself.
 */
record StrategySource(String name, Path file, String source) {
    private static final String RESOLVER = "freqtrade.resolvers.iresolver";

    private static final Pattern PLAIN_STATEMENT = Pattern.compile(
            "(?m)^ {8}(?:time\\.sleep\\((?<seconds>[0-9]+(?:\\.[0-9]+)?)\\)|raise (?<error>\\w+)\\(\"(?<words>[^\"\\n]*)\"\\))");

    /** Finds the strategy, or fails with the words Freqtrade fails with. */
    static StrategySource resolve(Configuration configuration, BotLog log) {
        var name = configuration
                .strategy()
                .orElseThrow(() -> new StartFailure.Operational(
                        "No strategy set. Please use `--strategy` to specify the strategy class to use."));
        var declaration =
                Pattern.compile("(?m)^class\\s+" + Pattern.quote(name) + "\\s*\\([^)]*\\bIStrategy\\b[^)]*\\)\\s*:");
        for (var directory : configuration.strategyPaths()) {
            if (!Files.isDirectory(directory)) {
                log.warning(RESOLVER, "Path \"" + directory + "\" does not exist.");
                continue;
            }
            for (var file : pythonFiles(directory)) {
                var source = read(file);
                if (declaration.matcher(source).find()) {
                    log.info(RESOLVER, "Using resolved strategy " + name + " from '" + file + "'...");
                    var strategy = new StrategySource(name, file, source);
                    strategy.validate();
                    return strategy;
                }
            }
        }
        throw new StartFailure.Operational("Impossible to load Strategy '" + name
                + "'. This class does not exist or contains Python code errors.");
    }

    /** Lets the strategy's own settings, and the parameter file beside it, fill what the configuration leaves open. */
    void applyTo(ObjectNode json, BotLog log) {
        var parameters = parameters(log);
        var roi = parameters.path("roi");
        if (roi.isObject()) {
            json.set("minimal_roi", roi);
        }
        var stoploss = parameters.path("stoploss").path("stoploss");
        if (stoploss.isNumber()) {
            json.set("stoploss", stoploss);
        }
        if (parameters.path("trailing") instanceof ObjectNode trailing) {
            Json.merge(trailing, json);
        }
        for (var attribute : List.of("minimal_roi", "stoploss", "timeframe", "trailing_stop", "use_custom_stoploss")) {
            if (!json.has(attribute)) {
                literal(attribute).ifPresent(value -> set(json, attribute, value));
            }
        }
        if (!json.has("minimal_roi")) {
            json.putObject("minimal_roi").put("0", 10.0);
        }
        log.info(
                "freqtrade.resolvers.strategy_resolver",
                "Strategy using stoploss: " + json.path("stoploss").asText());
        log.info(
                "freqtrade.resolvers.strategy_resolver",
                "Strategy using timeframe: " + json.path("timeframe").asText());
    }

    /**
     * Does what the strategy would do by {@code time.sleep(…)} and {@code raise Error("…")}, where those are plain statements
     * of its {@code populate_indicators}: of all that is in it, only the time that it takes and its failure can be had here.
     */
    void populateIndicators() {
        var statement = PLAIN_STATEMENT.matcher(body("populate_indicators"));
        while (statement.find()) {
            if (statement.group("seconds") != null) {
                sleep(Double.parseDouble(statement.group("seconds")));
            } else {
                throw raised(statement.group("error"), statement.group("words"));
            }
        }
    }

    private String body(String method) {
        var definition = Pattern.compile("(?m)^ {4}def " + method + "\\(.*\\n((?: {8}.*\\n|\\s*\\n)*)")
                .matcher(source + "\n");
        return definition.find() ? definition.group(1) : "";
    }

    /** Errors of Freqtrade's own end it as they do anywhere else; all others are a crash. */
    private static StartFailure raised(String error, String words) {
        return switch (error) {
            case "ConfigurationError" -> new StartFailure.Configuration(words);
            case "OperationalException", "StrategyError", "DependencyException" -> new StartFailure.Operational(words);
            default -> new StartFailure.Crash(error + ": " + words);
        };
    }

    private static void sleep(double seconds) {
        try {
            Thread.sleep(Duration.ofMillis((long) (seconds * 1_000)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts a backtest", interrupted);
        }
    }

    private void validate() {
        for (var method : List.of("populate_entry_trend", "populate_exit_trend")) {
            if (!source.contains("def " + method + "(")) {
                throw new StartFailure.Operational("`" + method + "` must be implemented.");
            }
        }
    }

    private ObjectNode parameters(BotLog log) {
        var fileName = file.getFileName().toString().replaceFirst("\\.py$", ".json");
        var parameterFile = file.resolveSibling(fileName);
        if (!Files.isRegularFile(parameterFile)) {
            return Json.object();
        }
        log.info("freqtrade.strategy.hyper", "Loading parameters from file " + parameterFile);
        try {
            var json = Json.MAPPER.readTree(Files.readString(parameterFile));
            if (json.path("strategy_name").asText().equals(name) && json.path("params") instanceof ObjectNode params) {
                return params;
            }
            throw new StartFailure.Operational("Invalid parameter file provided.");
        } catch (IOException unreadable) {
            log.warning("freqtrade.strategy.hyper", "Invalid parameter file format.");
            return Json.object();
        }
    }

    private Optional<String> literal(String attribute) {
        var assignment = Pattern.compile("(?m)^ {4}" + attribute + "\\s*(?::[^=]+)?=\\s*([^#\\n]+)")
                .matcher(source);
        return assignment.find() ? Optional.of(assignment.group(1).strip()) : Optional.empty();
    }

    private static void set(ObjectNode json, String attribute, String python) {
        var literal = python.replace("True", "true").replace("False", "false").replace('\'', '"');
        try {
            json.set(attribute, Json.MAPPER.readTree(literal));
        } catch (JsonProcessingException computed) {
            // An expression, or a dictionary over several lines, which Freqtrade evaluates and this does not.
            json.putNull(attribute);
        }
    }

    private static List<Path> pythonFiles(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".py") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new StartFailure.Crash("PermissionError: '" + directory + "'");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new StartFailure.Crash("PermissionError: '" + file + "'");
        }
    }
}
