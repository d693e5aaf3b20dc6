package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.List;

/** The steps of all commands, in one sequence without gaps. */
final class Journal {
    /** A step that is about to be written. */
    record Note(CommandId command, Stage stage, String text) {
        static Note of(Command command, String text) {
            return new Note(command.id(), command.stage(), text);
        }
    }

    private Journal() {}

    /**
     * Writes entries, as the last thing of a transaction: from here to its commit every other writer of the journal
     * waits, so that entries become visible in the order of their sequence. An order by {@code pg_snapshot_xmin} would
     * not wait, but a sequence is not taken in the order of transaction ids, and any client's role could hold everyone
     * up with one open transaction.
     */
    static void append(Session session, List<Note> notes) throws SQLException {
        if (notes.isEmpty()) {
            return;
        }
        long last = session.row(
                        "UPDATE botfleet.journal_tail SET last = last + ? RETURNING last",
                        row -> row.number("last"),
                        notes.size())
                .orElseThrow();
        session.update(
                """
                INSERT INTO botfleet.journal (sequence, command_id, at, stage, text)
                SELECT ? + place, command_id, clock_timestamp(), stage, text
                FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY AS n (command_id, stage, text, place)
                """,
                last - notes.size(),
                notes.stream().map(note -> note.command().number()).toList(),
                notes.stream().map(Note::stage).toList(),
                // PostgreSQL's text can't hold U+0000, and a line of some log might.
                notes.stream().map(note -> note.text().replace('\0', '\ufffd')).toList());
    }

    static JournalEntry read(Row row) throws SQLException {
        return new JournalEntry(
                row.number("sequence"),
                new CommandId(row.number("command_id")),
                row.instant("at"),
                Stage.valueOf(row.text("stage")),
                row.text("text"));
    }
}
