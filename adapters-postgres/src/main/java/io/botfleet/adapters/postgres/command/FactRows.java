package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import java.sql.SQLException;
import java.util.List;

/** What the chain says became of fees. */
final class FactRows {
    private FactRows() {}

    /** Stores a fact and makes its command due, at once or as soon as its lease ends. */
    static void put(Session session, ChainEvent.Settled settled) throws SQLException {
        OnChain fact = settled.fact();
        session.update(
                """
                INSERT INTO botfleet.settled_fact (command_id, outcome, reason_code, evidence_root, transaction_hash,
                    block_number, block_hash, at, finalised)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (command_id) DO UPDATE SET outcome = excluded.outcome, reason_code = excluded.reason_code,
                    evidence_root = excluded.evidence_root, transaction_hash = excluded.transaction_hash,
                    block_number = excluded.block_number, block_hash = excluded.block_hash, at = excluded.at,
                    finalised = excluded.finalised
                """,
                settled.command().number(),
                fact.outcome(),
                fact.reasonCode(),
                fact.evidenceRoot(),
                fact.transaction(),
                fact.block().number(),
                fact.block().hash(),
                fact.at(),
                fact.finalised());
        session.update(
                "UPDATE botfleet.command SET due = statement_timestamp(), woken = lease_holder IS NOT NULL WHERE id ="
                        + " ?",
                settled.command().number());
    }

    /** Forgets facts, and takes their commands from whoever may be ending them on the strength of one. */
    static void dropAbove(Session session, long block) throws SQLException {
        List<Long> unsettled = session.rows(
                "DELETE FROM botfleet.settled_fact WHERE block_number > ? RETURNING command_id",
                row -> row.number("command_id"),
                block);
        session.update("""
            UPDATE botfleet.command
            SET due = statement_timestamp(), woken = false, lease_holder = NULL, lease_until = NULL
            WHERE id = ANY (?::bigint[])
            """, unsettled);
    }

    /** Makes those due that waited for the chain's word to be final. */
    static void finalise(Session session, long block) throws SQLException {
        session.update("""
                WITH reached AS (
                    UPDATE botfleet.settled_fact SET finalised = true WHERE block_number <= ? AND NOT finalised
                    RETURNING command_id)
                UPDATE botfleet.command SET due = statement_timestamp(), woken = lease_holder IS NOT NULL
                FROM reached WHERE id = reached.command_id AND stage <> ALL (?)
                """, block, Stage.ENDED);
    }
}
