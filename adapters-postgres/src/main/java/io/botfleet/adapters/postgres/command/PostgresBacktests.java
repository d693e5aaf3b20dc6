package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Outcomes as rows, each with a mark at its command: what has none yet is told by the indexes of that mark, however many
 * have ended.
 */
public final class PostgresBacktests implements Backtests {
    private static final String RUNNING =
            Lanes.backtestIn(EnumSet.of(Stage.APPROVING, Stage.APPROVED)) + " AND NOT finished";
    private static final String OVER = "(finished OR "
            + Lanes.in(EnumSet.of(Stage.REFUNDING, Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED)) + ")";
    private static final String OPEN = Lanes.backtestIn(underWay()) + " AND NOT finished";

    private final Database database;

    public PostgresBacktests(Database database) {
        this.database = database;
    }

    /** Neither refused, nor undone in Git and in the cluster. */
    private static Set<Stage> underWay() {
        return EnumSet.complementOf(EnumSet.of(Stage.REFUNDING, Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED));
    }

    /** The mark comes first: of several that finish a backtest, the row lets one do so. */
    @Override
    public boolean finish(Outcome outcome) {
        return database.transaction("keeping what came of backtest " + outcome.command(), session -> {
            int marked = session.update(
                    "UPDATE botfleet.command SET finished = true WHERE id = ? AND client = ? AND NOT of_bot AND NOT finished",
                    outcome.command().number(),
                    outcome.client().number());
            if (marked == 0) {
                return false;
            }
            session.update(
                    """
                    INSERT INTO botfleet.backtest_outcome (command_id, client, ended, reason, report, at)
                    VALUES (?, ?, ?, ?::text, ?::bytea, ?)
                    """,
                    outcome.command().number(),
                    outcome.client().number(),
                    outcome.end(),
                    outcome.reason(),
                    outcome.report(),
                    outcome.at());
            return true;
        });
    }

    @Override
    public Optional<Outcome> of(CommandId backtest) {
        return database.transaction(
                "reading what came of backtest " + backtest,
                session -> session.row(
                        "SELECT * FROM botfleet.backtest_outcome WHERE command_id = ?",
                        PostgresBacktests::read,
                        backtest.number()));
    }

    @Override
    public Map<CommandId, Ended> ended(Set<CommandId> backtests) {
        return database.transaction("reading how backtests ended", session -> {
            Map<CommandId, Ended> ended = new HashMap<>();
            session.rows(
                    "SELECT command_id, ended, reason, at FROM botfleet.backtest_outcome WHERE command_id = ANY (?::bigint[])",
                    row -> ended.put(
                                    new CommandId(row.number("command_id")),
                                    new Ended(
                                            Outcome.End.valueOf(row.text("ended")),
                                            row.optionalText("reason"),
                                            row.instant("at")))
                            == null,
                    backtests.stream().map(CommandId::number).toList());
            return ended;
        });
    }

    private static Outcome read(Row row) throws SQLException {
        return new Outcome(
                new CommandId(row.number("command_id")),
                new ClientId(row.integer("client")),
                Outcome.End.valueOf(row.text("ended")),
                row.optionalText("reason"),
                row.has("report") ? Optional.of(row.bytes("report")) : Optional.empty(),
                row.instant("at"));
    }

    @Override
    public List<Command> running(int most) {
        return database.transaction(
                "reading the backtests that run",
                session -> CommandReader.rows(session, "WHERE " + RUNNING + " ORDER BY c.id LIMIT ?", most));
    }

    @Override
    public List<Command> list(Optional<ClientId> client, Optional<CommandId> before, int most) {
        return client.map(one -> list(one, before, most))
                .orElseGet(() -> database.transaction(
                        "listing backtests",
                        session -> CommandReader.rows(
                                session,
                                "WHERE NOT c.of_bot AND c.id < ? ORDER BY c.id DESC LIMIT ?",
                                before.map(CommandId::number).orElse(Long.MAX_VALUE),
                                most)));
    }

    private List<Command> list(ClientId client, Optional<CommandId> before, int most) {
        return database.transaction(
                "listing the backtests of " + client,
                session -> CommandReader.rows(
                        session,
                        "WHERE " + ClientRows.NEWEST_OF_CLIENT.formatted("NOT of_bot"),
                        client.number(),
                        client.number(),
                        before.map(CommandId::number).orElse(Long.MAX_VALUE),
                        most));
    }

    @Override
    public int open(ClientId client, CommandId before, int most) {
        return database.transaction("counting the open backtests of " + client, session -> session.row(
                        "SELECT count(*) AS backtests FROM (SELECT 1 FROM botfleet.command WHERE client = ? AND id < ? AND "
                                + OPEN + " LIMIT ?) AS open",
                        row -> Math.toIntExact(row.number("backtests")),
                        client.number(),
                        before.number(),
                        most)
                .orElseThrow());
    }

    @Override
    public Set<CommandId> over(Set<CommandId> commands) {
        return database.transaction(
                "reading which backtests are over",
                session -> Set.copyOf(session.rows(
                        "SELECT id FROM botfleet.command WHERE id = ANY (?::bigint[]) AND NOT of_bot AND " + OVER,
                        row -> new CommandId(row.number("id")),
                        commands.stream().map(CommandId::number).toList())));
    }

    @Override
    public List<CommandId> uncleared(int most) {
        return database.transaction(
                "reading of which backtests something may be left",
                session -> session.rows(
                        "SELECT id FROM botfleet.command WHERE NOT of_bot AND NOT cleared AND " + OVER
                                + " ORDER BY id LIMIT ?",
                        row -> new CommandId(row.number("id")),
                        most));
    }

    @Override
    public void cleared(CommandId backtest) {
        database.write(
                "keeping that nothing is left of backtest " + backtest,
                session -> session.update(
                        "UPDATE botfleet.command SET cleared = true WHERE id = ? AND NOT of_bot", backtest.number()));
    }

    @Override
    public void mayBeLeft(Set<CommandId> backtests) {
        database.write(
                "keeping that something of backtests may be left again",
                session -> session.update(
                        "UPDATE botfleet.command SET cleared = false WHERE id = ANY (?::bigint[]) AND cleared",
                        backtests.stream().map(CommandId::number).toList()));
    }
}
