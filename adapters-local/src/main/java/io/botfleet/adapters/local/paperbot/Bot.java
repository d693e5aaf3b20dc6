package io.botfleet.adapters.local.paperbot;

import java.time.Instant;
import java.util.Optional;

/** The running bot that the worker iterates and the API speaks to; every field the two share is volatile. */
final class Bot {
    private static final String BOT_START = "bot_start_time";
    private static final String STARTUP = "startup_time";

    private final Configuration configuration;
    private final Trades trades;
    private final BotLog log;
    private volatile State state;
    private volatile Optional<Instant> lastProcess = Optional.empty();

    Bot(Configuration configuration, Trades trades, BotLog log) {
        this.configuration = configuration;
        this.trades = trades;
        this.log = log;
        this.state = configuration.initialState();
    }

    Configuration configuration() {
        return configuration;
    }

    Trades trades() {
        return trades;
    }

    BotLog log() {
        return log;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** When the last iteration ended; it stands still while the bot is stopped or stuck. */
    Optional<Instant> lastProcess() {
        return lastProcess;
    }

    Optional<Instant> botStart() {
        return trades.moment(BOT_START);
    }

    Optional<Instant> startup() {
        return trades.moment(STARTUP);
    }

    /** Keeps when this database first saw a bot, and when this one started. */
    void recordStartup() {
        if (botStart().isEmpty()) {
            var first = trades.all().stream().map(Trade::openDate).min(Instant::compareTo);
            trades.store(BOT_START, first.orElseGet(Instant::now));
        }
        trades.store(STARTUP, Instant.now());
    }

    /** One iteration: Freqtrade manages its open trades and looks for new ones; this only reads the open ones. */
    void process() {
        trades.open();
        lastProcess = Optional.of(Instant.now());
    }

    void warnOfOpenTrades() {
        var open = trades.open().size();
        if (open > 0) {
            log.warning(
                    "freqtrade.freqtradebot",
                    open + " open trades active. Handle these trades manually, or `/start`"
                            + " the bot again to handle open trades gracefully.");
        }
    }
}
