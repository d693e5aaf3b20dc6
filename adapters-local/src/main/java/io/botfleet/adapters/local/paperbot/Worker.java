package io.botfleet.adapters.local.paperbot;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the bot as Freqtrade does, iterates it by its state, and starts it anew when its configuration is to be reloaded. */
final class Worker {
    private static final String LOGGER = "freqtrade.worker";

    private final CommandLine.Trade arguments;
    private final Map<String, String> environment;
    private final Path directory;
    private final BotLog log;
    private final LifeLog lives = LifeLog.ofThisProcess();
    private volatile @Nullable Bot bot;
    private volatile @Nullable ApiServer api;
    private volatile boolean wasStarted;

    Worker(CommandLine.Trade arguments, Map<String, String> environment, Path directory, BotLog log) {
        this.arguments = arguments;
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.log = log;
    }

    void run() {
        log.info(LOGGER, "Starting worker " + PaperBot.VERSION);
        while (true) {
            iterate(start());
            cleanUp();
        }
    }

    /** Ends the bot's parts; where none was ever started, there is nothing to end. */
    void exit() {
        if (wasStarted) {
            log.info("freqtrade.commands.trade_commands", "worker found ... calling exit");
            notifyStatus("process died");
            cleanUp();
        }
        lives.end();
    }

    private Bot start() {
        var configuration = Configuration.load(arguments, environment, directory, log);
        ConfigurationCheck.checkExchange(configuration, log);
        StrategySource.resolve(configuration, log).applyTo(configuration.json(), log);
        ConfigurationCheck.check(configuration, log);
        lives.start(configuration.botName());
        var started = new Bot(configuration, Trades.open(DatabaseUrl.parse(configuration.databaseUrl())), log);
        bot = started;
        wasStarted = true;
        if (configuration.apiServer().path("enabled").asBoolean()) {
            log.info("freqtrade.rpc.rpc_manager", "Enabling rpc.api_server");
            var server = ApiServer.start(configuration, log);
            api = server;
            server.attach(started);
        }
        return started;
    }

    /** Returns when the configuration is to be reloaded. */
    private void iterate(Bot running) {
        @Nullable State before = null;
        var heartbeat = Instant.EPOCH;
        while (true) {
            var state = running.state();
            if (state != before) {
                notifyStatus(state.label());
                log.info(LOGGER, "Changing state" + (before == null ? "" : " from " + before) + " to: " + state);
                if (state == State.RUNNING) {
                    running.recordStartup();
                } else if (state == State.STOPPED) {
                    running.warnOfOpenTrades();
                }
                before = state;
                heartbeat = Instant.EPOCH;
            }
            if (state == State.RELOAD_CONFIG) {
                return;
            }
            if (state.iterates()) {
                running.process();
            }
            heartbeat = beat(running, state, heartbeat);
            sleep(running.configuration().throttleSeconds());
        }
    }

    private Instant beat(Bot running, State state, Instant last) {
        var interval = running.configuration().heartbeatSeconds();
        var now = Instant.now();
        if (interval <= 0 || Duration.between(last, now).toSeconds() < interval) {
            return last;
        }
        log.info(
                LOGGER,
                "Bot heartbeat. PID=" + ProcessHandle.current().pid() + ", version='" + PaperBot.VERSION + "', state='"
                        + state + "'");
        return now;
    }

    private void cleanUp() {
        var ending = bot;
        var server = api;
        log.info("freqtrade.freqtradebot", "Cleaning up modules ...");
        if (server != null) {
            log.info("freqtrade.rpc.rpc_manager", "Cleaning up rpc modules ...");
            server.stop();
            api = null;
        }
        if (ending != null) {
            ending.trades().close();
            bot = null;
        }
    }

    private void notifyStatus(String status) {
        log.info("freqtrade.rpc.rpc_manager", "Sending rpc message: {'type': status, 'status': '" + status + "'}");
    }

    private static void sleep(double seconds) {
        try {
            Thread.sleep(Duration.ofMillis((long) (seconds * 1_000)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts the worker", interrupted);
        }
    }
}
