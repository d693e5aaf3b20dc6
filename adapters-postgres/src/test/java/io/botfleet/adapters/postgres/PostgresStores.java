package io.botfleet.adapters.postgres;

import io.botfleet.adapters.postgres.bot.PostgresBotHistory;
import io.botfleet.adapters.postgres.command.PostgresBacktests;
import io.botfleet.adapters.postgres.command.PostgresCommandViews;
import io.botfleet.adapters.postgres.command.PostgresCommands;
import io.botfleet.adapters.postgres.command.PostgresInbox;
import io.botfleet.adapters.postgres.leadership.PostgresLeadership;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.adapters.postgres.settlement.PostgresSettlements;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.view.CommandViews;
import io.botfleet.testkit.contract.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;

/** Handles on one database of the test server. */
record PostgresStores(String name, Database database) implements Stores {
    private static final String EMPTIED =
            "leadership, chain_cursor, command, settled_fact, sighting, wallet, settlement, settlement_entry,"
                    + " settlement_attempt, journal, lane, bot, bot_change, backtest_outcome";

    /** The same database for a whole test class, emptied for each test. */
    static PostgresStores emptied(PlatformDatabase platform, String name) {
        Database database = platform.database();
        database.write("emptying", session -> {
            session.define("SET LOCAL search_path = botfleet");
            session.define("TRUNCATE " + EMPTIED);
            session.define("UPDATE journal_tail SET last = 0");
            session.define("UPDATE chain_finality SET block_number = 0, block_hash = NULL, halted = NULL");
        });
        return new PostgresStores(name, database);
    }

    @Override
    public Commands commands() {
        return new PostgresCommands(database);
    }

    @Override
    public Inbox inbox() {
        return new PostgresInbox(database);
    }

    @Override
    public Settlements settlements() {
        return new PostgresSettlements(database);
    }

    @Override
    public Leadership leadership() {
        return new PostgresLeadership(database);
    }

    @Override
    public CommandViews views() {
        return new PostgresCommandViews(database);
    }

    @Override
    public BotHistory history() {
        return new PostgresBotHistory(database);
    }

    @Override
    public Backtests backtests() {
        return new PostgresBacktests(database);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void letPass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void hurry() {
        database.write(
                "hurrying", session -> session.update("UPDATE botfleet.command SET due = statement_timestamp()"));
    }

    @Override
    public Stores reopened() {
        return at(TestServer.place(name));
    }

    @Override
    public Stores down() {
        return at(new Place("127.0.0.1", freePort(), name));
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private Stores at(Place place) {
        return new PostgresStores(
                name,
                Opened.keep(PlatformDatabase.at(place, TestServer.PLATFORM_PASSWORD, 2, Duration.ofSeconds(1)))
                        .database());
    }
}
