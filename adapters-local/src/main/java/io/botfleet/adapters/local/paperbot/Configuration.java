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

/** Freqtrade's configuration as the bot runs it: files, then environment, then command line; the last one wins. */
record Configuration(ObjectNode json, Path userDirectory, List<Path> strategyPaths) {
    private static final String LOGGER = "freqtrade.configuration.configuration";

    static Configuration load(
            CommandLine.Trade arguments, Map<String, String> environment, Path directory, BotLog log) {
        var json = Json.object();
        for (var name : arguments.configs()) {
            log.info("freqtrade.configuration.load_config", "Using config: " + name + " ...");
            Json.merge(read(directory.resolve(name), name), json);
        }
        Json.merge(EnvironmentSettings.read(environment, log), json);
        arguments.strategy().ifPresent(strategy -> json.put("strategy", strategy));
        arguments.databaseUrl().ifPresent(url -> json.put("db_url", url));
        if (arguments.dryRun()) {
            json.put("dry_run", true);
        }
        var userDirectory = directory.resolve(arguments.userDirectory().orElse("user_data"));
        var paths = new ArrayList<Path>();
        arguments
                .strategyPath()
                .or(() -> Optional.ofNullable(json.path("strategy_path").textValue()))
                .ifPresent(path -> paths.add(directory.resolve(path).normalize()));
        paths.add(userDirectory.resolve("strategies").normalize());

        var configuration = new Configuration(json, userDirectory, List.copyOf(paths));
        log.info(LOGGER, "Runmode set to " + configuration.runMode() + ".");
        log.info(LOGGER, configuration.dryRun() ? "Dry run is enabled" : "Dry run is disabled");
        log.info(LOGGER, "Using DB: \"" + DatabaseUrl.masked(configuration.databaseUrl()) + "\"");
        log.info(
                LOGGER, "Using max_open_trades: " + json.path("max_open_trades").asText() + " ...");
        if (!Files.isDirectory(userDirectory)) {
            throw new StartFailure.Operational("Directory `" + userDirectory + "` does not exist. Please use"
                    + " `freqtrade create-userdir` to create a user directory");
        }
        log.info(LOGGER, "Using user-data directory: " + userDirectory + " ...");
        return configuration;
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
