package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.chain.Cursor;
import io.botfleet.domain.chain.BlockRef;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The blocks up to which the chain was taken in; the highest is the cursor. */
final class CursorRows {
    /** No reorganisation that may be followed is deeper; a finalised block never goes back at all. */
    private static final int KEPT = 10_000;

    private static final String SELECT = "SELECT block_number, block_hash, at FROM botfleet.chain_cursor ";

    private CursorRows() {}

    static Optional<Cursor> newest(Session session) throws SQLException {
        return session.row(SELECT + "ORDER BY block_number DESC LIMIT 1", CursorRows::read);
    }

    static List<Cursor> atOrBelow(Session session, long block) throws SQLException {
        return session.rows(
                SELECT + "WHERE block_number <= ? ORDER BY block_number DESC LIMIT ?", CursorRows::read, block, KEPT);
    }

    static void put(Session session, Cursor cursor) throws SQLException {
        session.update("""
            INSERT INTO botfleet.chain_cursor (block_number, block_hash, at) VALUES (?, ?, ?)
            ON CONFLICT (block_number) DO UPDATE SET block_hash = excluded.block_hash, at = excluded.at
            """, cursor.block().number(), cursor.block().hash(), cursor.at());
    }

    static void dropAbove(Session session, long block) throws SQLException {
        session.update("DELETE FROM botfleet.chain_cursor WHERE block_number > ?", block);
    }

    /** Forgets all but the newest of those that lie in final blocks. */
    static void prune(Session session, long finalised) throws SQLException {
        session.update("""
            DELETE FROM botfleet.chain_cursor WHERE block_number < (
                SELECT block_number FROM botfleet.chain_cursor WHERE block_number <= ?
                ORDER BY block_number DESC OFFSET ? LIMIT 1)
            """, finalised, KEPT - 1);
    }

    private static Cursor read(Row row) throws SQLException {
        return new Cursor(new BlockRef(row.number("block_number"), row.hash("block_hash")), row.instant("at"));
    }
}
