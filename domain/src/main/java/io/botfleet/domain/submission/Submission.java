package io.botfleet.domain.submission;

import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import java.time.Duration;
import java.time.Instant;

/**
 * One {@code EncryptedCommand} event: who sent which envelope, for what fee, until when.
 *
 * @param sender the wallet that sent it, to whom the envelope is bound and to whom a refund goes
 * @param submittedAt the timestamp of the block
 * @param deadline the last second in which an approval can be mined; afterwards the client may reclaim
 */
public record Submission(
        CommandId id,
        ClientId client,
        Address sender,
        Gwei fee,
        Instant submittedAt,
        Instant deadline,
        Tag tag,
        Bytes envelope,
        Hash transaction,
        BlockRef block) {
    public Submission {
        if (deadline.isBefore(submittedAt)) {
            throw new IllegalArgumentException("the deadline of command " + id + " is before its block");
        }
    }

    public SettlementWindow window() {
        return new SettlementWindow(submittedAt, deadline);
    }

    /** The time after which no approval is signed. */
    public Instant cutOff(Duration blockTime) {
        return window().cutOff(blockTime);
    }

    /**
     * Whether this is the same command, seen again in another block after a reorganisation. For another client it is
     * another one, since it acts on another bot.
     */
    public boolean sameCommandAs(Submission other) {
        return id.equals(other.id)
                && client.equals(other.client)
                && sender.equals(other.sender)
                && envelope.equals(other.envelope);
    }
}
