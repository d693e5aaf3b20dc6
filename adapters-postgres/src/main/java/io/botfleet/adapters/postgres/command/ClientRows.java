package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of all clients at once. Each has a row in {@code lane}, and a few entries of an index are read for each,
 * however many commands it sent; an order and a limit in each lateral query keep
 * the planner from reading the whole table instead.
 */
final class ClientRows {
    private static final String APPROVED = Lanes.ofBotIn(EnumSet.of(Stage.APPROVING, Stage.APPROVED));
    private static final String IN_LANE = Lanes.ofBotIn(Stage.IN_LANE);
    private static final String WITH_BOT = Lanes.ofBotIn(withBot());

    /**
     * A client's newest with a number below, by an index of its own commands: a range of one and an order that begins with
     * it, since for the order of numbers alone the planner may go through everybody's newest, and many of them may be of
     * another kind.
     */
    static final String NEWEST_OF_CLIENT =
            "c.client BETWEEN ? AND ? AND c.id < ? AND %s ORDER BY c.client DESC, c.id DESC LIMIT ?";

    /** A lane stays where a reorganisation has given its only command to another client. */
    private static final String CLIENTS = """
            botfleet.lane l
            JOIN LATERAL (SELECT true FROM botfleet.command WHERE client = l.client
                ORDER BY id LIMIT 1) sent ON true
            """;

    private static final String SUMMARIES = """
            SELECT l.client, busy.found IS NULL AS idle, newest.id, newest.order_type,
                '0x' || encode(sha256(newest.prepared_content), 'hex') AS content
            FROM\s""" + CLIENTS + """
            LEFT JOIN LATERAL (SELECT true AS found FROM botfleet.command
                WHERE client = l.client AND\s""" + IN_LANE + """
             ORDER BY id LIMIT 1) busy ON true
            LEFT JOIN LATERAL (SELECT id, order_type, prepared_content FROM botfleet.command
                WHERE client = l.client AND\s""" + APPROVED + """
             ORDER BY id DESC LIMIT 1) newest ON true
            ORDER BY l.client
            """;

    private ClientRows() {}

    /** A command acts on the bot from when it leaves the queue until it is refused. */
    private static Set<Stage> withBot() {
        Set<Stage> stages = EnumSet.copyOf(Stage.IN_LANE);
        stages.remove(Stage.QUEUED);
        stages.addAll(EnumSet.of(Stage.APPROVING, Stage.APPROVED));
        return stages;
    }

    static Optional<Command> approved(Session session, ClientId client, CommandId before) throws SQLException {
        return session.row(
                CommandState.SELECT + "WHERE " + NEWEST_OF_CLIENT.formatted(APPROVED),
                CommandState::read,
                client.number(),
                client.number(),
                before.number(),
                1);
    }

    static List<ClientId> behind(Session session, Optional<ClientId> after, int most) throws SQLException {
        return session.rows(
                "SELECT l.client FROM " + CLIENTS + "WHERE l.client > ? ORDER BY l.client LIMIT ?",
                row -> new ClientId(row.integer("client")),
                after.map(ClientId::number).orElse(0),
                most);
    }

    static List<ClientSummary> summaries(Session session) throws SQLException {
        return session.rows(
                SUMMARIES,
                row -> new ClientSummary(new ClientId(row.integer("client")), row.bool("idle"), newest(row)));
    }

    private static Optional<ClientSummary.Approved> newest(Row row) throws SQLException {
        return row.has("id")
                ? Optional.of(new ClientSummary.Approved(
                        new CommandId(row.number("id")),
                        row.text("order_type").equals("start"),
                        row.optionalText("content").map(Hash::new)))
                : Optional.empty();
    }

    static int activeBots(Session session) throws SQLException {
        return session.row(
                        "SELECT count(*) AS bots FROM botfleet.lane l JOIN LATERAL (SELECT order_type FROM botfleet.command"
                                + " WHERE client = l.client AND order_type IS NOT NULL AND " + WITH_BOT
                                + " ORDER BY id DESC LIMIT 1) newest ON true WHERE newest.order_type = 'start'",
                        row -> Math.toIntExact(row.number("bots")))
                .orElseThrow();
    }
}
