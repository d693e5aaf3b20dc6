package io.botfleet.testkit.contract;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.view.CommandViews;
import java.time.Duration;
import java.time.Instant;

/** The ports that share one store, and what a contract has to do to it from outside. */
public interface Stores {
    Commands commands();

    Inbox inbox();

    Settlements settlements();

    Leadership leadership();

    CommandViews views();

    BotHistory history();

    Backtests backtests();

    /** The store's own clock, as near as the caller's comes to it. */
    Instant now();

    void letPass(Duration time);

    /** Makes every command due, whatever it waits for. */
    void hurry();

    /** New handles on the same store, as a restarted platform has them. */
    Stores reopened();

    /** Handles on a store that is down. */
    Stores down();
}
