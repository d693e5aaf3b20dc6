package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who of a client's commands waits for whom. Each question is answered by the ends of an index, however many commands the
 * client has; the conditions are written out in the statements because an index on some rows only is not used otherwise.
 */
final class Lanes {
    private static final String IN_LANE = ofBotIn(Stage.IN_LANE);
    private static final String ACTING =
            ofBotIn(EnumSet.of(Stage.QUEUED, Stage.PROVISIONED, Stage.COMMITTED, Stage.DEPLOYED, Stage.CONFIRMED));
    private static final Set<Stage> BEGUN = EnumSet.of(
            Stage.PROVISIONED, Stage.COMMITTED, Stage.DEPLOYED, Stage.CONFIRMED, Stage.UNDOING, Stage.RESTORING);
    private static final String CHANGING_THE_BOT = ofBotIn(Standing.ACTING);
    private static final String BEING_UNDONE = ofBotIn(EnumSet.of(Stage.UNDOING, Stage.RESTORING));
    private static final String WAKE =
            "UPDATE botfleet.command SET due = least(due, statement_timestamp()), woken = lease_holder IS NOT NULL WHERE ";

    private Lanes() {}

    /** A condition that the partial indexes on these stages, and on more, are known to hold for. */
    static String in(Set<Stage> stages) {
        return stages.stream()
                .sorted()
                .map(stage -> "'" + stage.name() + "'")
                .collect(Collectors.joining(", ", "stage IN (", ")"));
    }

    /** The same of commands for the bot: each of the two kinds has indexes of its own. */
    static String ofBotIn(Set<Stage> stages) {
        return "of_bot AND " + in(stages);
    }

    /** The same of backtests. */
    static String backtestIn(Set<Stage> stages) {
        return "NOT of_bot AND " + in(stages);
    }

    /**
     * Until the end of the transaction nobody else moves a command of these clients or takes one in: who looks for others
     * to wake would not see one that comes just then, and that one would not see that nobody is in its way any more. A row
     * of the platform's own is locked: advisory locks are anybody's who can log in.
     */
    static void lock(Session session, List<ClientId> clients) throws SQLException {
        List<Integer> numbers = clients.stream().map(ClientId::number).sorted().toList();
        session.update(
                "INSERT INTO botfleet.lane SELECT unnest(?::integer[]) ON CONFLICT (client) DO NOTHING", numbers);
        session.rows(
                "SELECT client FROM botfleet.lane WHERE client = ANY (?::integer[]) ORDER BY client FOR UPDATE",
                row -> row.integer("client"),
                numbers);
    }

    static Optional<CommandId> first(Session session, ClientId client) throws SQLException {
        return session.row(
                "SELECT id FROM botfleet.command WHERE client = ? AND " + IN_LANE + " ORDER BY id LIMIT 1",
                row -> new CommandId(row.number("id")),
                client.number());
    }

    static Turn turn(Session session, Command command) throws SQLException {
        int client = command.client().number();
        long id = command.id().number();
        boolean ofBot = command.concernsTheBot();
        boolean start = command.order().orElse(null) instanceof StartTrading;
        return session.row(
                        "SELECT (SELECT min(id) FROM botfleet.command WHERE ? AND client = ? AND id < ? AND " + IN_LANE
                                + ") AS ahead,"
                                + " (SELECT min(id) FROM botfleet.command WHERE client = ? AND id < ? AND stage = 'RECEIVED')"
                                + " AS sealed,"
                                + " (SELECT max(id) FROM botfleet.command WHERE ? AND client = ? AND id > ? AND "
                                + ACTING
                                + ") AS superseder",
                        row -> new Turn(id(row, "ahead"), id(row, "sealed"), id(row, "superseder")),
                        ofBot,
                        client,
                        id,
                        client,
                        id,
                        start,
                        client,
                        id)
                .orElseThrow();
    }

    /** The first of those that a {@link Standing} asks for: what waits behind them, and comes with all its bytes, is not read. */
    static Lane leading(Session session, ClientId client) throws SQLException {
        int number = client.number();
        return new Lane(
                client,
                session.rows(
                        CommandState.SELECT + "WHERE c.id IN ("
                                + "(SELECT min(id) FROM botfleet.command WHERE client = ? AND " + CHANGING_THE_BOT
                                + "), (SELECT min(id) FROM botfleet.command WHERE client = ? AND " + BEING_UNDONE
                                + "), (SELECT min(id) FROM botfleet.command WHERE client = ? AND stage = 'QUEUED'"
                                + " AND order_type = 'start'))",
                        CommandState::read,
                        number,
                        number,
                        number));
    }

    private static Optional<CommandId> id(Row row, String column) throws SQLException {
        return row.has(column) ? Optional.of(new CommandId(row.number(column))) : Optional.empty();
    }

    static boolean hasSealedBefore(Session session, Command command) throws SQLException {
        return session.row(
                        "SELECT 1 FROM botfleet.command WHERE client = ? AND id < ? AND stage = 'RECEIVED' LIMIT 1",
                        _ -> true,
                        command.client().number(),
                        command.id().number())
                .isPresent();
    }

    /** Wakes who waited for a command that has just moved. */
    static void makeWay(Session session, Command moved) throws SQLException {
        int client = moved.client().number();
        session.update(
                WAKE + "id <> ? AND id IN ((SELECT min(id) FROM botfleet.command WHERE client = ? AND " + IN_LANE
                        + "), (SELECT min(id) FROM botfleet.command WHERE client = ? AND stage = 'RECEIVED'))",
                moved.id().number(),
                client,
                client);
        if (moved.stage() == Stage.QUEUED) {
            session.update(
                    WAKE + "client = ? AND id < ? AND stage = 'QUEUED' AND order_type = 'start'",
                    client,
                    moved.id().number());
        }
    }

    /** Wakes who waited for a sealed command alone, now that it turned out to be none for the bot. */
    static void leave(Session session, Command opened) throws SQLException {
        int client = opened.client().number();
        session.update(
                WAKE + "id > ? AND id IN ((SELECT min(id) FROM botfleet.command WHERE client = ? AND " + IN_LANE
                        + "), (SELECT min(id) FROM botfleet.command WHERE client = ? AND stage = 'RECEIVED'))",
                opened.id().number(),
                client,
                client);
    }

    /** Wakes what acts in the cluster for the client. */
    static void wake(Session session, ClientId client) throws SQLException {
        int number = client.number();
        session.update(
                WAKE + "client = ? AND ((" + ofBotIn(BEGUN) + ") OR (" + backtestIn(BEGUN)
                        + ") OR id = (SELECT min(id) FROM botfleet.command WHERE client = ? AND " + IN_LANE + "))",
                number,
                number);
    }

    /** Wakes each client's oldest sealed command where a new finality reaches it, before that is stored. */
    static void wakeReached(Session session, long block) throws SQLException {
        session.update(
                WAKE + "stage = 'RECEIVED' AND block_number <= ?"
                        + " AND block_number > (SELECT block_number FROM botfleet.chain_finality)"
                        + " AND NOT EXISTS (SELECT 1 FROM botfleet.command older WHERE older.client = command.client"
                        + " AND older.id < command.id AND older.stage = 'RECEIVED')",
                block);
    }
}
