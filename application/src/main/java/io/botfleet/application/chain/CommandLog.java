package io.botfleet.application.chain;

import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The gateway's log. Every method throws {@link io.botfleet.application.failure.Unavailable} while the node can't be
 * reached or contradicts itself, and {@link io.botfleet.application.failure.Permanent} where it serves another chain or
 * the gateway is not there.
 */
public interface CommandLog {
    ChainHead head();

    /** Where a platform that knows nothing yet starts: just before the gateway was deployed. */
    Cursor start();

    /**
     * Reads on from a cursor, to block {@code upTo} at the most, which the caller keeps at its confirmation depth.
     * Blocks are never left out: an answer that can't be complete is {@code Unavailable}.
     *
     * @param stored gives the hashes of earlier blocks that were stored, newest first, to find an ancestor among
     */
    Blocks read(Cursor from, long upTo, LongFunction<List<Cursor>> stored);

    /** Submissions in blocks after {@code from} that are not deep enough to act on, for display. */
    List<Submission> unconfirmed(Cursor from);

    /** The commands that a transaction carried, at any depth; empty where it is not mined, or carried none. */
    List<CommandId> commandsIn(Hash transaction);

    /** Where a transaction is, whoever sent it, at any depth. */
    Inclusion inclusion(Hash transaction);
}
