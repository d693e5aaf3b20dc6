package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.List;
import java.util.Optional;

public final class PostgresCommandViews implements CommandViews {
    private final Database database;

    public PostgresCommandViews(Database database) {
        this.database = database;
    }

    @Override
    public List<Command> commands(Optional<ClientId> client, Optional<CommandId> before, int most) {
        long below = before.map(CommandId::number).orElse(Long.MAX_VALUE);
        return database.transaction(
                "listing commands",
                session -> client.isPresent()
                        ? session.rows(
                                CommandState.SELECT + "WHERE c.client = ? AND c.id < ? ORDER BY c.id DESC LIMIT ?",
                                CommandState::read,
                                client.get().number(),
                                below,
                                most)
                        : session.rows(
                                CommandState.SELECT + "WHERE c.id < ? ORDER BY c.id DESC LIMIT ?",
                                CommandState::read,
                                below,
                                most));
    }

    @Override
    public Optional<Command> command(CommandId id) {
        return database.transaction(
                "reading command " + id,
                session -> session.row(CommandState.SELECT + "WHERE c.id = ?", CommandState::read, id.number()));
    }

    @Override
    public List<JournalEntry> journal(CommandId id) {
        return database.transaction(
                "reading the journal of command " + id,
                session -> session.rows(
                        "SELECT * FROM botfleet.journal WHERE command_id = ? ORDER BY sequence",
                        Journal::read,
                        id.number()));
    }

    @Override
    public List<JournalEntry> journalAfter(long sequence, int most) {
        return database.transaction(
                "reading the journal",
                session -> session.rows(
                        "SELECT * FROM botfleet.journal WHERE sequence > ? ORDER BY sequence LIMIT ?",
                        Journal::read,
                        sequence,
                        most));
    }

    @Override
    public List<Submission> sightings() {
        return database.transaction(
                "reading what is seen",
                session -> session.rows("SELECT * FROM botfleet.sighting ORDER BY id", SubmissionColumns::read));
    }

    @Override
    public List<ClientId> clients(Optional<ClientId> after, int most) {
        return database.transaction("listing clients", session -> ClientRows.behind(session, after, most));
    }

    @Override
    public Optional<Cursor> cursor() {
        return database.transaction("reading the cursor", CursorRows::newest);
    }
}
