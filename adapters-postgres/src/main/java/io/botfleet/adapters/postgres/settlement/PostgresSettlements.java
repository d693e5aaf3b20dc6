package io.botfleet.adapters.postgres.settlement;

import io.botfleet.adapters.postgres.command.CommandReader;
import io.botfleet.adapters.postgres.leadership.Fences;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.Session;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signed settlements as rows; unique indexes keep a nonce and a command in one open settlement each. */
public final class PostgresSettlements implements Settlements {
    private final Database database;

    public PostgresSettlements(Database database) {
        this.database = database;
    }

    @Override
    public List<Command> waiting(int most) {
        return database.transaction(
                "reading verdicts that wait", session -> CommandReader.rows(session, """
                    WHERE c.stage = ANY (?) AND NOT EXISTS (
                        SELECT FROM botfleet.settlement_entry e WHERE e.command_id = c.id AND e.open)
                    ORDER BY f.command_id IS NOT NULL, c.deadline, c.id LIMIT ?
                    """, Stage.SETTLING, most));
    }

    @Override
    public List<Settlement> open() {
        return database.transaction(
                "reading open settlements",
                session -> complete(session, SettlementRows.find(session, "WHERE open ORDER BY nonce")));
    }

    @Override
    public Optional<Settlement> of(CommandId command, Hash evidenceRoot) {
        return database.transaction(
                "reading the settlement of command " + command,
                session -> complete(session, SettlementRows.find(session, """
                    WHERE evidence_root = ? AND id IN (SELECT settlement_id FROM botfleet.settlement_entry
                        WHERE command_id = ?)
                    ORDER BY stored_at DESC, id DESC LIMIT 1
                    """, evidenceRoot, command.number())).stream()
                        .findFirst());
    }

    @Override
    public void store(Fence fence, Settlement settlement) {
        database.write("storing the settlement with nonce " + settlement.nonce(), session -> {
            Fences.require(session, fence);
            refuseOtherVerdicts(session, settlement);
            long id = SettlementRows.put(session, settlement);
            List<Entry> stored = SettlementRows.entries(session, id);
            if (stored.isEmpty()) {
                SettlementRows.insertEntries(session, id, settlement.entries());
            } else if (stored.equals(settlement.entries())) {
                SettlementRows.openEntries(session, id, true);
            } else {
                throw new Conflict("nonce " + settlement.nonce() + " carries other verdicts");
            }
            SettlementRows.replaceAttempts(session, id, settlement.attempts());
        });
    }

    private static void refuseOtherVerdicts(Session session, Settlement settlement) throws SQLException {
        boolean other = !SettlementRows.find(
                        session,
                        "WHERE open AND nonce = ? AND evidence_root <> ?",
                        settlement.nonce(),
                        settlement.evidenceRoot())
                .isEmpty();
        if (other) {
            throw new Conflict("nonce " + settlement.nonce() + " carries other verdicts");
        }
    }

    @Override
    public void close(Fence fence, Settlement settlement) {
        database.write("closing the settlement with nonce " + settlement.nonce(), session -> {
            Fences.require(session, fence);
            for (SettlementRows.Head head : SettlementRows.find(
                    session,
                    "WHERE open AND nonce = ? AND evidence_root = ?",
                    settlement.nonce(),
                    settlement.evidenceRoot())) {
                SettlementRows.close(session, head.id());
            }
        });
    }

    private static List<Settlement> complete(Session session, List<SettlementRows.Head> heads) throws SQLException {
        List<Settlement> settlements = new ArrayList<>();
        for (SettlementRows.Head head : heads) {
            settlements.add(new Settlement(
                    head.nonce(),
                    SettlementRows.entries(session, head.id()),
                    head.evidenceRoot(),
                    SettlementRows.attempts(session, head.id()),
                    head.lastSentAt()));
        }
        return List.copyOf(settlements);
    }
}
