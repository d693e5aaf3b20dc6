package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Freqtrade's configuration as the bot runs it: files, then environment, then command line; the last one wins. */
record Configuration(ObjectNode json, Path userDirectory, List<Path> strategyPaths) {
    private static final String LOGGER = "freqtrade.configuration.configuration";

    static Configuration load(
            CommandLine.Trade arguments, Map<String, String> environment, Path directory, BotLog log) {
        var json = files(arguments.configs(), environment, directory, log);
        arguments.strategy().ifPresent(strategy -> json.put("strategy", strategy));
        arguments.databaseUrl().ifPresent(url -> json.put("db_url", url));
        if (arguments.dryRun()) {
            json.put("dry_run", true);
        }
        var userDirectory = directory.resolve(arguments.userDirectory().orElse("user_data"));
        var configuration = new Configuration(
                json, userDirectory, strategyPaths(arguments.strategyPath(), json, directory, userDirectory));
        log.info(LOGGER, "Runmode set to " + configuration.runMode() + ".");
        log.info(LOGGER, configuration.dryRun() ? "Dry run is enabled" : "Dry run is disabled");
        log.info(LOGGER, "Using DB: \"" + DatabaseUrl.masked(configuration.databaseUrl()) + "\"");
        log.info(
                LOGGER, "Using max_open_trades: " + json.path("max_open_trades").asText() + " ...");
        useUserDirectory(userDirectory, log);
        return configuration;
    }

    /** As {@code backtesting} runs it: always dry. What the command line sets is in the log, which is how others know it. */
    static Configuration load(
            CommandLine.Backtesting arguments, Map<String, String> environment, Path directory, BotLog log) {
        var json = files(arguments.configs(), environment, directory, log);
        arguments.strategy().ifPresent(strategy -> json.put("strategy", strategy));
        arguments.strategyPath().ifPresent(path -> log.info(LOGGER, "Using additional Strategy lookup path: " + path));
        json.put("dry_run", true);
        arguments.timeframe().ifPresent(timeframe -> {
            json.put("timeframe", timeframe);
            log.info(LOGGER, "Parameter -i/--timeframe detected ... Using timeframe: " + timeframe + " ...");
        });
        log.info(
                LOGGER, "Using max_open_trades: " + json.path("max_open_trades").asText() + " ...");
        useTimerange(arguments.timerange(), json, log);
        var userDirectory = directory.resolve(arguments.userDirectory().orElse("user_data"));
        useUserDirectory(userDirectory, log);
        var configuration = new Configuration(
                json, userDirectory, strategyPaths(arguments.strategyPath(), json, directory, userDirectory));
        log.info(LOGGER, "Using data directory: " + configuration.dataDirectory() + " ...");
        arguments.timeframe().ifPresent(_ -> log.info(LOGGER, "Overriding timeframe with Command line argument"));
        arguments.export().ifPresent(export -> log.info(LOGGER, "Parameter --export detected: " + export + " ..."));
        arguments.cache().ifPresent(cache -> log.info(LOGGER, "Parameter --cache=" + cache + " detected ..."));
        return configuration;
    }

    /** As {@code download-data} runs it. */
    static Configuration load(
            CommandLine.DownloadData arguments, Map<String, String> environment, Path directory, BotLog log) {
        var json = files(arguments.configs(), environment, directory, log);
        json.put("dry_run", true);
        useTimerange(arguments.timerange(), json, log);
        var userDirectory = directory.resolve(arguments.userDirectory().orElse("user_data"));
        useUserDirectory(userDirectory, log);
        var configuration = new Configuration(json, userDirectory, List.of());
        log.info(LOGGER, "Using data directory: " + configuration.dataDirectory() + " ...");
        log.info(LOGGER, "timeframes --timeframes: " + Python.list(arguments.timeframes()));
        return configuration;
    }

    private static ObjectNode files(List<String> configs, Map<String, String> environment, Path directory, BotLog log) {
        var json = Json.object();
        for (var name : configs) {
            log.info("freqtrade.configuration.load_config", "Using config: " + name + " ...");
            Json.merge(read(directory.resolve(name), name), json);
        }
        Json.merge(EnvironmentSettings.read(environment, log), json);
        return json;
    }

    private static List<Path> strategyPaths(
            Optional<String> commanded, ObjectNode json, Path directory, Path userDirectory) {
        var paths = new ArrayList<Path>();
        commanded
                .or(() -> Optional.ofNullable(json.path("strategy_path").textValue()))
                .ifPresent(path -> paths.add(directory.resolve(path).normalize()));
        paths.add(userDirectory.resolve("strategies").normalize());
        return List.copyOf(paths);
    }

    private static void useTimerange(Optional<String> timerange, ObjectNode json, BotLog log) {
        timerange.ifPresent(text -> {
            json.put("timerange", text);
            log.info(LOGGER, "Parameter --timerange detected: " + text + " ...");
        });
    }

    private static void useUserDirectory(Path userDirectory, BotLog log) {
        if (!Files.isDirectory(userDirectory)) {
            throw new StartFailure.Operational("Directory `" + userDirectory + "` does not exist. Please use"
                    + " `freqtrade create-userdir` to create a user directory");
        }
        log.info(LOGGER, "Using user-data directory: " + userDirectory + " ...");
    }

    private static ObjectNode read(Path file, String name) {
        try {
            var json = Json.MAPPER.readTree(Files.readString(file));
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw new StartFailure.Configuration("Please verify your configuration file for syntax errors.");
        } catch (NoSuchFileException absent) {
            throw new StartFailure.Operational(
                    "Config file \"" + name + "\" not found! Please create a config file or check whether it exists.");
        } catch (JsonProcessingException malformed) {
            // Only the place: the text around it may be a secret.
            var place = malformed.getLocation();
            throw new StartFailure.Configuration("Parse error in " + name + " at line " + place.getLineNr()
                    + "\nPlease verify your configuration file for syntax errors.");
        } catch (IOException unreadable) {
            throw new StartFailure.Crash("PermissionError: config file \"" + name + "\" cannot be read");
        }
    }

    boolean dryRun() {
        return json.path("dry_run").asBoolean(true);
    }

    String runMode() {
        return dryRun() ? "dry_run" : "live";
    }

    String databaseUrl() {
        return json.path("db_url").asText(dryRun() ? "sqlite:///tradesv3.dryrun.sqlite" : "sqlite:///tradesv3.sqlite");
    }

    Optional<String> strategy() {
        return Optional.ofNullable(json.path("strategy").textValue());
    }

    String botName() {
        return json.path("bot_name").asText("freqtrade");
    }

    JsonNode apiServer() {
        return json.path("api_server");
    }

    String exchange() {
        return json.path("exchange").path("name").asText();
    }

    String stakeCurrency() {
        return json.path("stake_currency").asText();
    }

    /** Where candles are kept. */
    Path dataDirectory() {
        return userDirectory.resolve("data").resolve(exchange());
    }

    List<String> pairs() {
        return StreamSupport.stream(json.path("exchange").path("pair_whitelist").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** How often the bot iterates, in seconds. */
    double throttleSeconds() {
        return json.path("internals").path("process_throttle_secs").asDouble(5);
    }

    /** How often it says that it is alive, in seconds; 0 is never. */
    double heartbeatSeconds() {
        return json.path("internals").path("heartbeat_interval").asDouble(60);
    }

    /** The state after the start; without the setting, Freqtrade stays stopped and still answers a ping. */
    State initialState() {
        return switch (json.path("initial_state").asText()) {
            case "running" -> State.RUNNING;
            case "paused" -> State.PAUSED;
            default -> State.STOPPED;
        };
    }
}
