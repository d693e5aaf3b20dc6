package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.application.command.Commands;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Commands as rows. What is due and which lease has ended is decided by the database's clock alone. */
public final class PostgresCommands implements Commands {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    /**
     * The first of each stage are the end of an index; among them are the first of all. What another replica is claiming just
     * now is left to it.
     */
    private static final String LONGEST_DUE = """
        SELECT first.id FROM unnest(?::text[]) AS wanted (stage) CROSS JOIN LATERAL (
            SELECT c.id, c.due, c.deadline FROM botfleet.command c
            WHERE c.stage = wanted.stage AND c.due <= statement_timestamp()
                AND (c.lease_until IS NULL OR c.lease_until <= statement_timestamp())
            ORDER BY c.due, c.deadline, c.id LIMIT ? FOR UPDATE SKIP LOCKED) AS first
        ORDER BY first.due, first.deadline, first.id LIMIT ?
        """;

    private final Database database;

    public PostgresCommands(Database database) {
        this.database = database;
    }

    @Override
    public List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease) {
        return database.transaction("claiming commands", session -> {
            List<Long> ids = session.rows(LONGEST_DUE, row -> row.number("id"), stages, most, most);
            if (ids.isEmpty()) {
                return List.of();
            }
            session.update("""
                    UPDATE botfleet.command SET lease_holder = ?, woken = false,
                        lease_until = clock_timestamp() + make_interval(secs => ?::float8)
                    WHERE id = ANY (?)
                    """, replica.name(), lease, ids);
            return session
                    .rows(
                            CommandState.SELECT + "WHERE c.id = ANY (?) ORDER BY c.due, c.deadline, c.id",
                            CommandState::read,
                            ids)
                    .stream()
                    .map(command -> new Claim(command, replica))
                    .toList();
        });
    }

    @Override
    public Saved save(Claim claim, Command next, Duration again) {
        Command before = claim.command();
        boolean moved = before.stage() != next.stage();
        return database.transaction("saving command " + next.id(), session -> {
            if (moved) {
                Lanes.lock(session, List.of(next.client()));
            }
            int written = session.update(
                    """
                    UPDATE botfleet.command SET stage = ?, version = version + 1, command_key = ?, order_type = ?, of_bot = ?,
                        stuck_by = ?, stuck_since = ?,
                        state = ?::json, due = statement_timestamp()
                            + CASE WHEN woken THEN interval '0' ELSE make_interval(secs => ?::float8) END,
                        woken = false, lease_holder = NULL, lease_until = NULL
                    WHERE id = ? AND version = ? AND lease_holder = ?
                    """,
                    next.stage(),
                    next.accepted().map(accepted -> accepted.key().hex()),
                    next.order().map(order -> order.type()),
                    next.concernsTheBot(),
                    next.stuck().map(Stuck::by),
                    next.stuck().map(Stuck::since),
                    CommandState.write(next),
                    again,
                    next.id().number(),
                    before.version(),
                    claim.holder().name());
            if (written == 0) {
                return Saved.CONFLICT;
            }
            saveLargeParts(session, before, next);
            if (moved && next.concernsTheBot()) {
                Lanes.makeWay(session, next);
            } else if (moved && before.stage() == Stage.RECEIVED) {
                Lanes.leave(session, next);
            }
            if (moved || !before.waitingOn().equals(next.waitingOn())) {
                Journal.append(session, List.of(Journal.Note.of(next, JournalEntry.text(before, next))));
            }
            return Saved.SAVED;
        });
    }

    /** Apart, since a command that only waits is saved often and these hardly ever change. */
    private static void saveLargeParts(Session session, Command before, Command next) throws SQLException {
        if (before.prepared().equals(next.prepared()) && before.evidence().equals(next.evidence())) {
            return;
        }
        session.update(
                "UPDATE botfleet.command SET prepared_content = ?, evidence_document = ? WHERE id = ?",
                next.prepared().flatMap(prepared -> prepared.content()),
                next.evidence().map(evidence -> evidence.document()),
                next.id().number());
    }

    @Override
    public Optional<Command> find(CommandId id) {
        return database.transaction(
                "reading command " + id,
                session -> session.row(CommandState.SELECT + "WHERE c.id = ?", CommandState::read, id.number()));
    }

    @Override
    public Standing standing(ClientId client) {
        return database.transaction(
                "reading how " + client + " stands",
                // In this order: what is approved in between is in both, never in neither.
                session ->
                        Standing.of(Lanes.leading(session, client), ClientRows.approved(session, client, AFTER_ALL)));
    }

    @Override
    public Turn turn(Command command) {
        return database.transaction(
                "reading the turn of command " + command.id(), session -> Lanes.turn(session, command));
    }

    @Override
    public boolean isIdle(ClientId client) {
        return database.transaction("looking for open commands of " + client, session -> Lanes.first(session, client)
                .isEmpty());
    }

    @Override
    public Optional<Command> lastApproved(ClientId client, CommandId before) {
        return database.transaction(
                "reading the last approved command of " + client,
                session -> ClientRows.approved(session, client, before));
    }

    @Override
    public Optional<Command> firstOf(ClientId client) {
        return database.transaction(
                "reading the first command of " + client,
                session -> session.row(
                        CommandState.SELECT + "WHERE c.client = ? ORDER BY c.id LIMIT 1",
                        CommandState::read,
                        client.number()));
    }

    @Override
    public List<Command> overdue(Instant now, int most) {
        return database.transaction(
                "reading commands without a verdict whose deadline is over",
                session -> CommandReader.rows(
                        session,
                        "WHERE c." + Lanes.in(Stage.IN_LANE) + " AND c.deadline < ? ORDER BY c.deadline, c.id LIMIT ?",
                        now,
                        most));
    }

    @Override
    public List<ClientId> clients() {
        return database.transaction(
                "reading who ever sent a command",
                session -> ClientRows.behind(session, Optional.empty(), Integer.MAX_VALUE));
    }

    @Override
    public List<ClientSummary> summaries() {
        return database.transaction("summing up every client's commands", ClientRows::summaries);
    }

    /** By the envelope's hash alone: where the bytes are compared as well, the planner reads all that there are. */
    @Override
    public Optional<CommandId> earlierTwin(Command command, Optional<CommandKey> key) {
        return database.transaction(
                "looking for an earlier twin of command " + command.id(), session -> session.<Optional<CommandId>>row(
                                """
                        SELECT least(
                            (SELECT id FROM botfleet.command
                                WHERE client = ? AND id < ? AND envelope_sha256 = ? ORDER BY id LIMIT 1),
                            (SELECT id FROM botfleet.command
                                WHERE client = ? AND id < ? AND command_key = ? ORDER BY id LIMIT 1)) AS id
                        """,
                                row -> row.has("id")
                                        ? Optional.of(new CommandId(row.number("id")))
                                        : Optional.<CommandId>empty(),
                                command.client().number(),
                                command.id().number(),
                                CanonicalJson.sha256(command.submission().envelope()),
                                command.client().number(),
                                command.id().number(),
                                key.map(CommandKey::hex))
                        .flatMap(found -> found));
    }

    @Override
    public Backlog backlog() {
        return database.transaction("counting what there is to do", BacklogRows::read);
    }

    @Override
    public int activeBots() {
        return database.transaction("counting bots", ClientRows::activeBots);
    }

    @Override
    public void wake(ClientId client) {
        database.write("waking the commands of " + client, session -> Lanes.wake(session, client));
    }
}
