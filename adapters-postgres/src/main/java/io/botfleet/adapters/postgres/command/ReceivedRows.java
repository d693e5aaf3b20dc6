package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The chain's part in a command's life: it begins one, and reorganisations take back and bring back. */
final class ReceivedRows {
    private static final Set<Stage> SETTLED_HERE = EnumSet.of(Stage.APPROVED, Stage.ROLLED_BACK);

    /** Of these nothing is left where their block is not on the chain. */
    private static final Set<Stage> GONE = EnumSet.of(Stage.VANISHED, Stage.RECLAIMED);

    /** The stages in which a command whose block left the chain waits for something that can't come any more. */
    private static final Set<Stage> DISPLACED = EnumSet.of(Stage.ORPHANED, Stage.REFUNDING);

    private ReceivedRows() {}

    /** Empty where it is known already. */
    static Optional<Journal.Note> receive(Session session, Submission submission, Instant now) throws SQLException {
        Command fresh = Command.received(submission, now);
        List<Object> values = new ArrayList<>(SubmissionColumns.values(submission));
        values.addAll(List.of(
                CanonicalJson.sha256(submission.envelope()),
                fresh.stage(),
                fresh.version(),
                CommandState.write(fresh),
                Lanes.hasSealedBefore(session, fresh)));
        int inserted = session.update(
                "INSERT INTO botfleet.command (" + SubmissionColumns.NAMES
                        + ", envelope_sha256, stage, version, state, due) VALUES (" + SubmissionColumns.PLACES
                        + ", ?, ?, ?, ?::json, "
                        + "statement_timestamp() + CASE WHEN ? THEN interval '10 minutes' ELSE interval '0' END) ON CONFLICT (id) DO NOTHING",
                values.toArray());
        return inserted == 1 ? Optional.of(Journal.Note.of(fresh, "")) : receiveAgain(session, submission, now);
    }

    /**
     * Begins to undo what is stored under a number that another command has now; the first that is still there, if any.
     */
    static Optional<CommandId> makeRoom(Session session, List<ChainEvent> events, Instant now, List<Journal.Note> notes)
            throws SQLException {
        Optional<CommandId> inTheWay = Optional.empty();
        for (ChainEvent event : events) {
            if (event instanceof ChainEvent.Submitted(Submission submission)) {
                Optional<Command> former = find(session, submission.id())
                        .filter(known -> !known.submission().sameCommandAs(submission))
                        .filter(known -> !GONE.contains(known.stage()));
                if (former.isPresent() && DISPLACED.contains(former.get().stage())) {
                    Command displaced = former.get().displaced(now);
                    change(session, displaced);
                    notes.add(Journal.Note.of(displaced, "another command has its number now"));
                }
                inTheWay = inTheWay.or(() -> former.map(Command::id));
            }
        }
        return inTheWay;
    }

    private static Optional<Command> find(Session session, CommandId id) throws SQLException {
        return session.row(CommandState.SELECT + "WHERE c.id = ? FOR UPDATE OF c", CommandState::read, id.number());
    }

    /** Writes over everything that is known of the former command but its journal. */
    private static void replace(Session session, Command fresh) throws SQLException {
        session.update(
                """
                UPDATE botfleet.command SET sender = ?, envelope = ?, envelope_sha256 = ?, command_key = NULL,
                    order_type = NULL, of_bot = true, finished = false, cleared = false, prepared_content = NULL,
                    evidence_document = NULL
                WHERE id = ?
                """,
                fresh.submission().sender(),
                fresh.submission().envelope(),
                CanonicalJson.sha256(fresh.submission().envelope()),
                fresh.id().number());
        session.update(
                "DELETE FROM botfleet.backtest_outcome WHERE command_id = ?",
                fresh.id().number());
        change(session, fresh);
    }

    private static Optional<Journal.Note> receiveAgain(Session session, Submission submission, Instant now)
            throws SQLException {
        Command known = find(session, submission.id()).orElseThrow();
        if (known.submission().equals(submission)) {
            return Optional.empty();
        }
        if (!known.submission().sameCommandAs(submission)) {
            Command fresh = known.succeededBy(submission, now);
            replace(session, fresh);
            return Optional.of(Journal.Note.of(fresh, "another command has this number now"));
        }
        Command back = known.stage() == Stage.ORPHANED ? known.rebound(submission, now) : known.minedAgain(submission);
        change(session, back);
        return Optional.of(Journal.Note.of(back, "mined again"));
    }

    /** Reopens what a dropped fact had ended, and freezes what was submitted in a dropped block. */
    static List<Journal.Note> takeBack(Session session, long block) throws SQLException {
        List<Command> affected = session.rows(CommandState.SELECT + """
            WHERE c.block_number > ? OR (f.command_id IS NULL AND c.stage = ANY (?))
            ORDER BY c.id FOR UPDATE OF c
            """, CommandState::read, block, SETTLED_HERE);
        Instant now = now(session);
        List<Journal.Note> notes = new ArrayList<>();
        for (Command before : affected) {
            Command command = before;
            if (command.onChain().isEmpty() && SETTLED_HERE.contains(command.stage())) {
                command = command.reopened(now);
                notes.add(Journal.Note.of(command, "the block that settled it left the chain"));
            }
            if (command.submission().block().number() > block && command.stage().mayBecome(Stage.ORPHANED)) {
                command = command.orphaned(now);
                notes.add(Journal.Note.of(command, "its block left the chain"));
            }
            if (command.stage() != before.stage()) {
                change(session, command);
            }
        }
        return notes;
    }

    /** Takes the command from whoever works on it, since what they read is no longer so. */
    private static void change(Session session, Command next) throws SQLException {
        Submission submission = next.submission();
        session.update(
                """
                UPDATE botfleet.command SET client = ?, tag = ?, fee_gwei = ?, submitted_at = ?, deadline = ?, transaction_hash = ?,
                    block_number = ?, block_hash = ?, stage = ?, version = version + 1, stuck_by = ?, stuck_since = ?, state = ?::json,
                    due = statement_timestamp(), woken = false, lease_holder = NULL, lease_until = NULL
                WHERE id = ?
                """,
                submission.client().number(),
                submission.tag().value(),
                submission.fee().amount(),
                submission.submittedAt(),
                submission.deadline(),
                submission.transaction(),
                submission.block().number(),
                submission.block().hash(),
                next.stage(),
                next.stuck().map(Stuck::by),
                next.stuck().map(Stuck::since),
                CommandState.write(next),
                submission.id().number());
    }

    /** The database's clock, which is every replica's. */
    static Instant now(Session session) throws SQLException {
        return session.row("SELECT clock_timestamp() AS now", row -> row.instant("now"))
                .orElseThrow();
    }
}
