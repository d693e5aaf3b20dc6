package io.botfleet.adapters.postgres.command;

import io.botfleet.adapters.postgres.sql.Row;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.sql.SQLException;
import java.util.List;

/** The columns of a submission, which commands and sightings have in common. */
final class SubmissionColumns {
    static final String NAMES = "id, client, sender, fee_gwei, submitted_at, deadline, tag, envelope, transaction_hash,"
            + " block_number, block_hash";
    static final String PLACES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private SubmissionColumns() {}

    /** In the order of {@link #NAMES}. */
    static List<Object> values(Submission submission) {
        return List.of(
                submission.id().number(),
                submission.client().number(),
                submission.sender(),
                submission.fee().amount(),
                submission.submittedAt(),
                submission.deadline(),
                submission.tag().value(),
                submission.envelope(),
                submission.transaction(),
                submission.block().number(),
                submission.block().hash());
    }

    static Submission read(Row row) throws SQLException {
        return new Submission(
                new CommandId(row.number("id")),
                new ClientId(row.integer("client")),
                new Address(row.text("sender")),
                new Gwei(row.number("fee_gwei")),
                row.instant("submitted_at"),
                row.instant("deadline"),
                new Tag(row.integer("tag")),
                row.bytes("envelope"),
                row.hash("transaction_hash"),
                new BlockRef(row.number("block_number"), row.hash("block_hash")));
    }
}
