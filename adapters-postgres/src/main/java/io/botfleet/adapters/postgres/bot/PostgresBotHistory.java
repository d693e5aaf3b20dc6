package io.botfleet.adapters.postgres.bot;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One row a client, whose lock makes comparing and writing one step, and one row a change. */
public final class PostgresBotHistory implements BotHistory {
    private static final String NEWEST_FIRST =
            "SELECT * FROM botfleet.bot_change WHERE client = ? ORDER BY number DESC LIMIT ?";

    private final Database database;

    public PostgresBotHistory(Database database) {
        this.database = database;
    }

    @Override
    public Told tell(BotChange found) {
        return database.transaction("keeping what " + found.client() + "'s bot is", session -> {
            // Nearly always: a look that finds the same costs no lock and no write.
            if (!found.isNewsAfter(newest(session, found.client()))) {
                return new Told.Known();
            }
            long last = locked(session, found);
            Optional<BotChange> before = newest(session, found.client());
            if (!found.isNewsAfter(before)) {
                return new Told.Known();
            }
            keep(session, last + 1, found);
            return new Told.News(found, before);
        });
    }

    private static Optional<BotChange> newest(Session session, ClientId client) throws SQLException {
        return session.row(NEWEST_FIRST, PostgresBotHistory::read, client.number(), 1);
    }

    /** The number of the last change; nobody else writes of this client until the transaction ends. */
    private static long locked(Session session, BotChange found) throws SQLException {
        session.update(
                "INSERT INTO botfleet.bot (client, changes, state) VALUES (?, 0, ?) ON CONFLICT (client) DO NOTHING",
                found.client().number(),
                found.state().kind());
        return session.row(
                        "SELECT changes FROM botfleet.bot WHERE client = ? FOR NO KEY UPDATE",
                        row -> row.number("changes"),
                        found.client().number())
                .orElseThrow();
    }

    private static void keep(Session session, long number, BotChange found) throws SQLException {
        session.update(
                """
                INSERT INTO botfleet.bot_change (client, number, command_id, at, state, cause, reason, open_trades)
                VALUES (?, ?, ?::bigint, ?, ?, ?::text, ?::text, ?::integer)
                """,
                found.client().number(),
                number,
                found.command().map(CommandId::number),
                found.at(),
                found.state().kind(),
                degraded(found.state()).map(BotState.Degraded::cause),
                degraded(found.state()).map(BotState.Degraded::reason),
                openTrades(found.state()));
        session.update(
                "UPDATE botfleet.bot SET changes = ?, state = ? WHERE client = ?",
                number,
                found.state().kind(),
                found.client().number());
        session.update(
                "DELETE FROM botfleet.bot_change WHERE client = ? AND number <= ?",
                found.client().number(),
                number - MOST_KEPT);
    }

    private static Optional<BotState.Degraded> degraded(BotState state) {
        return state instanceof BotState.Degraded degraded ? Optional.of(degraded) : Optional.empty();
    }

    private static Optional<Integer> openTrades(BotState state) {
        return state instanceof BotState.Draining draining
                        && draining.openTrades().isPresent()
                ? Optional.of(draining.openTrades().getAsInt())
                : Optional.empty();
    }

    @Override
    public List<BotChange> of(ClientId client, int most) {
        return database.transaction(
                "reading the history of " + client + "'s bot",
                session -> session.rows(NEWEST_FIRST, PostgresBotHistory::read, client.number(), most));
    }

    @Override
    public Map<BotState.Kind, Long> states() {
        return database.transaction("counting bots", session -> {
            Map<BotState.Kind, Long> states = new EnumMap<>(BotState.Kind.class);
            for (Map.Entry<BotState.Kind, Long> state : session.rows(
                    "SELECT state, count(*) AS bots FROM botfleet.bot GROUP BY state",
                    row -> Map.entry(BotState.Kind.valueOf(row.text("state")), row.number("bots")))) {
                states.put(state.getKey(), state.getValue());
            }
            return states;
        });
    }

    private static BotChange read(Row row) throws SQLException {
        return new BotChange(
                new ClientId(row.integer("client")),
                row.has("command_id") ? Optional.of(new CommandId(row.number("command_id"))) : Optional.empty(),
                row.instant("at"),
                state(row));
    }

    private static BotState state(Row row) throws SQLException {
        return switch (BotState.Kind.valueOf(row.text("state"))) {
            case STARTING -> new BotState.Starting();
            case RUNNING -> new BotState.Running();
            case DEGRADED -> new BotState.Degraded(BotState.Cause.valueOf(row.text("cause")), row.text("reason"));
            case DRAINING ->
                new BotState.Draining(
                        row.has("open_trades") ? OptionalInt.of(row.integer("open_trades")) : OptionalInt.empty());
            case STOPPED -> new BotState.Stopped();
        };
    }
}
