package io.botfleet.adapters.postgres.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import java.sql.SQLException;
import java.util.Optional;

/** A command as one row: what is queried has a column, large bytes have one each, the rest is one JSON document. */
final class CommandState {
    /** Everything that {@link #read} needs; {@code settled_fact} is joined, never written with a command. */
    static final String SELECT = """
        SELECT c.*, f.outcome AS fact_outcome, f.reason_code AS fact_reason_code,
            f.evidence_root AS fact_evidence_root, f.transaction_hash AS fact_transaction_hash,
            f.block_number AS fact_block_number, f.block_hash AS fact_block_hash, f.at AS fact_at,
            f.finalised AS fact_finalised
        FROM botfleet.command c LEFT JOIN botfleet.settled_fact f ON f.command_id = c.id
        """;

    private CommandState() {}

    static Command read(Row row) throws SQLException {
        JsonNode state = JsonFields.read(row.text("state"));
        Optional<Bytes> prepared =
                row.has("prepared_content") ? Optional.of(row.bytes("prepared_content")) : Optional.empty();
        Optional<Bytes> evidence =
                row.has("evidence_document") ? Optional.of(row.bytes("evidence_document")) : Optional.empty();
        return new Command(
                SubmissionColumns.read(row),
                Stage.valueOf(row.text("stage")),
                JsonFields.instant(state, "since"),
                row.number("version"),
                JsonFields.find(
                        state,
                        "accepted",
                        json -> new Accepted(
                                new CommandKey(JsonFields.text(json, "key")), OrderJson.read(json.required("order")))),
                JsonFields.find(state, "prepared", json -> prepared(json, prepared)),
                JsonFields.findText(state, "commit", CommitId::new),
                ExecutionJson.read(state.required("execution")),
                JsonFields.find(state, "ending", CommandState::ending),
                JsonFields.findText(state, "undoCommit", CommitId::new),
                JsonFields.find(state, "evidence", json -> evidence(json, evidence)),
                JsonFields.findText(state, "waitingOn", text -> text),
                JsonFields.find(state, "stuck", CommandState::stuck),
                JsonFields.findText(state, "orphanedFrom", Stage::valueOf),
                onChain(row));
    }

    static String write(Command command) {
        ObjectNode state = JsonFields.object().put("since", command.since().toString());
        command.accepted().ifPresent(accepted -> state.putObject("accepted")
                .put("key", accepted.key().hex())
                .set("order", OrderJson.write(accepted.order())));
        JsonFields.put(state, "prepared", command.prepared().map(CommandState::prepared));
        JsonFields.putText(state, "commit", command.commit());
        state.set("execution", ExecutionJson.write(command.execution()));
        command.ending().ifPresent(ending -> state.putObject("ending")
                .put("reason", ending.reason().name())
                .put("detail", ending.detail())
                .put("end", ending.end().name()));
        JsonFields.putText(state, "undoCommit", command.undoCommit());
        command.evidence().ifPresent(evidence -> state.putObject("evidence")
                .put("verdictCode", evidence.decision().verdictCode())
                .put("reasonCode", evidence.decision().reasonCode())
                .put("digest", evidence.digest().hex()));
        JsonFields.putText(state, "waitingOn", command.waitingOn());
        command.stuck().ifPresent(stuck -> state.putObject("stuck")
                .put("by", stuck.by().name())
                .put("since", stuck.since().toString()));
        JsonFields.putText(state, "orphanedFrom", command.orphanedFrom());
        return JsonFields.write(state);
    }

    private static ObjectNode prepared(Prepared prepared) {
        ObjectNode json = JsonFields.object().put("path", prepared.path().value());
        return switch (prepared) {
            case Prepared.Values values -> json.put("digest", values.digest().value());
            case Prepared.Removal _ -> json;
        };
    }

    private static Prepared prepared(JsonNode json, Optional<Bytes> content) {
        RepositoryPath path = new RepositoryPath(JsonFields.text(json, "path"));
        return JsonFields.findText(json, "digest", ValuesDigest::new)
                .<Prepared>map(digest -> new Prepared.Values(path, content.orElseThrow(), digest))
                .orElseGet(() -> new Prepared.Removal(path));
    }

    private static Ending ending(JsonNode json) {
        return new Ending(
                Reason.valueOf(JsonFields.text(json, "reason")),
                JsonFields.text(json, "detail"),
                Ending.End.valueOf(JsonFields.text(json, "end")));
    }

    static Stuck stuck(JsonNode json) {
        return new Stuck(Stuck.By.valueOf(JsonFields.text(json, "by")), JsonFields.instant(json, "since"));
    }

    private static Evidence evidence(JsonNode json, Optional<Bytes> document) {
        return new Evidence(
                Decision.of(
                        json.required("verdictCode").intValue(),
                        json.required("reasonCode").intValue()),
                document.orElseThrow(),
                new Hash(JsonFields.text(json, "digest")));
    }

    private static Optional<OnChain> onChain(Row row) throws SQLException {
        if (!row.has("fact_outcome")) {
            return Optional.empty();
        }
        return Optional.of(new OnChain(
                OnChain.Outcome.valueOf(row.text("fact_outcome")),
                row.integer("fact_reason_code"),
                row.hash("fact_evidence_root"),
                row.hash("fact_transaction_hash"),
                new BlockRef(row.number("fact_block_number"), row.hash("fact_block_hash")),
                row.instant("fact_at"),
                row.bool("fact_finalised")));
    }
}
