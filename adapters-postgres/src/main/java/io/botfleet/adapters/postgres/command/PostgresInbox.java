package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.leadership.Fences;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks as they are taken in, and taken back. */
public final class PostgresInbox implements Inbox {
    private final Database database;

    public PostgresInbox(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Cursor> cursor() {
        return database.transaction("reading the cursor", CursorRows::newest);
    }

    @Override
    public List<Cursor> earlier(long block) {
        return database.transaction("reading earlier cursors", session -> CursorRows.atOrBelow(session, block));
    }

    @Override
    public void extend(Fence fence, Optional<Cursor> from, Cursor to, List<ChainEvent> events) {
        Optional<CommandId> former = database.transaction("taking in blocks", session -> {
            Fences.require(session, fence);
            Optional<Cursor> cursor = CursorRows.newest(session);
            if (!cursor.equals(from)) {
                throw new Conflict("the cursor is at " + cursor + ", not at " + from);
            }
            Lanes.lock(session, clientsOf(events));
            Instant now = ReceivedRows.now(session);
            List<Journal.Note> notes = new ArrayList<>();
            Optional<CommandId> inTheWay = ReceivedRows.makeRoom(session, events, now, notes);
            if (inTheWay.isPresent()) {
                Journal.append(session, notes);
                return inTheWay;
            }
            for (ChainEvent event : events) {
                switch (event) {
                    case ChainEvent.Submitted submitted ->
                        ReceivedRows.receive(session, submitted.submission(), now)
                                .ifPresent(notes::add);
                    case ChainEvent.Settled settled -> FactRows.put(session, settled);
                    case ChainEvent.WalletLinked linked -> link(session, linked);
                }
            }
            CursorRows.put(session, to);
            Journal.append(session, notes);
            return Optional.empty();
        });
        if (former.isPresent()) {
            throw new Conflict("command " + former.get()
                    + " is another one on this chain; what the former one did is undone first");
        }
    }

    private static List<ClientId> clientsOf(List<ChainEvent> events) {
        return events.stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission().client())
                .distinct()
                .sorted()
                .toList();
    }

    private static void link(Session session, ChainEvent.WalletLinked linked) throws SQLException {
        session.update(
                """
                INSERT INTO botfleet.wallet (address, client, block_number, block_hash) VALUES (?, ?, ?, ?)
                ON CONFLICT (address) DO NOTHING
                """,
                linked.wallet(),
                linked.client().number(),
                linked.block().number(),
                linked.block().hash());
    }

    @Override
    public void rewind(Fence fence, Cursor ancestor) {
        database.write("going back to an earlier block", session -> {
            Fences.require(session, fence);
            long block = ancestor.block().number();
            CursorRows.dropAbove(session, block);
            CursorRows.put(session, ancestor);
            session.update("DELETE FROM botfleet.wallet WHERE block_number > ?", block);
            FactRows.dropAbove(session, block);
            Journal.append(session, ReceivedRows.takeBack(session, block));
        });
    }

    @Override
    public void finalised(Fence fence, BlockRef block) {
        database.write("marking settlements as final", session -> {
            Fences.require(session, fence);
            Lanes.wakeReached(session, block.number());
            session.update("""
                    UPDATE botfleet.chain_finality SET block_number = ?, block_hash = ?, halted = NULL
                    WHERE block_number <= ?
                    """, block.number(), block.hash(), block.number());
            FactRows.finalise(session, block.number());
            CursorRows.prune(session, block.number());
        });
    }

    @Override
    public void halt(Fence fence, String why) {
        database.write("halting", session -> {
            Fences.require(session, fence);
            session.update("UPDATE botfleet.chain_finality SET halted = ?", why);
        });
    }

    @Override
    public Optional<String> halted() {
        return database.transaction("looking whether settling is halted", session -> session.row(
                        "SELECT halted FROM botfleet.chain_finality", row -> row.optionalText("halted"))
                .orElseThrow());
    }

    @Override
    public Optional<BlockRef> finalisedBlock() {
        return database.transaction(
                "reading the final block",
                session -> session.row(
                        "SELECT block_number, block_hash FROM botfleet.chain_finality WHERE block_hash IS NOT NULL",
                        row -> new BlockRef(row.number("block_number"), row.hash("block_hash"))));
    }

    @Override
    public void sight(Fence fence, List<Submission> unconfirmed) {
        database.write("storing what is seen", session -> {
            Fences.require(session, fence);
            session.update("DELETE FROM botfleet.sighting");
            for (Submission submission : unconfirmed) {
                session.update(
                        "INSERT INTO botfleet.sighting (" + SubmissionColumns.NAMES + ") VALUES ("
                                + SubmissionColumns.PLACES + ")",
                        SubmissionColumns.values(submission).toArray());
            }
        });
    }
}
