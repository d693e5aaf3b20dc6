package io.botfleet.adapters.postgres.settlement;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Tag;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A settlement's three tables. */
final class SettlementRows {
    record Head(long id, long nonce, Hash evidenceRoot, Instant lastSentAt) {}

    private SettlementRows() {}

    static List<Head> find(Session session, String where, Object... parameters) throws SQLException {
        return session.rows(
                "SELECT id, nonce, evidence_root, last_sent_at FROM botfleet.settlement " + where,
                row -> new Head(
                        row.number("id"),
                        row.number("nonce"),
                        row.hash("evidence_root"),
                        Instant.parse(row.text("last_sent_at"))),
                parameters);
    }

    /** Makes the settlement's row, or opens the one it has, and returns its id. */
    static long put(Session session, Settlement settlement) throws SQLException {
        return session.row(
                        """
                        INSERT INTO botfleet.settlement (nonce, evidence_root, last_sent_at, stored_at, open)
                        VALUES (?, ?, ?, clock_timestamp(), true)
                        ON CONFLICT (nonce, evidence_root) DO UPDATE
                        SET last_sent_at = excluded.last_sent_at, stored_at = excluded.stored_at, open = true
                        RETURNING id
                        """,
                        row -> row.number("id"),
                        settlement.nonce(),
                        settlement.evidenceRoot(),
                        settlement.lastSentAt().toString())
                .orElseThrow();
    }

    static void close(Session session, long id) throws SQLException {
        session.update("UPDATE botfleet.settlement SET open = false WHERE id = ?", id);
        openEntries(session, id, false);
    }

    static void openEntries(Session session, long id, boolean open) throws SQLException {
        session.update(
                "UPDATE botfleet.settlement_entry SET open = ? WHERE settlement_id = ? AND open <> ?", open, id, open);
    }

    static List<Entry> entries(Session session, long id) throws SQLException {
        return session.rows(
                "SELECT * FROM botfleet.settlement_entry WHERE settlement_id = ? ORDER BY position",
                row -> new Entry(
                        new CommandId(row.number("command_id")),
                        new Tag(row.integer("tag")),
                        Decision.of(row.integer("verdict_code"), row.integer("reason_code")),
                        row.hash("digest")),
                id);
    }

    static void insertEntries(Session session, long id, List<Entry> entries) throws SQLException {
        int position = 0;
        for (Entry entry : entries) {
            session.update(
                    """
                    INSERT INTO botfleet.settlement_entry
                        (settlement_id, position, command_id, tag, verdict_code, reason_code, digest, open)
                    VALUES (?, ?, ?, ?, ?, ?, ?, true)
                    """,
                    id,
                    position++,
                    entry.command().number(),
                    entry.tag().value(),
                    entry.decision().verdictCode(),
                    entry.decision().reasonCode(),
                    entry.digest());
        }
    }

    static List<SignedTransaction> attempts(Session session, long id) throws SQLException {
        return session.rows(
                "SELECT * FROM botfleet.settlement_attempt WHERE settlement_id = ? ORDER BY position",
                row -> new SignedTransaction(
                        row.hash("hash"),
                        row.bytes("raw"),
                        new Fees(row.bigInteger("max_fee_wei"), row.bigInteger("max_priority_fee_wei"))),
                id);
    }

    static void replaceAttempts(Session session, long id, List<SignedTransaction> attempts) throws SQLException {
        session.update("DELETE FROM botfleet.settlement_attempt WHERE settlement_id = ?", id);
        int position = 0;
        for (SignedTransaction attempt : attempts) {
            session.update(
                    """
                    INSERT INTO botfleet.settlement_attempt
                        (settlement_id, position, hash, raw, max_fee_wei, max_priority_fee_wei)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    id,
                    position++,
                    attempt.hash(),
                    attempt.raw(),
                    attempt.fees().maxFeePerGasWei(),
                    attempt.fees().maxPriorityFeePerGasWei());
        }
    }
}
