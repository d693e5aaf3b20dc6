package io.botfleet.domain.settlement;

import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Hash;
import java.time.Instant;

/**
 * What the contract's log says became of a command's fee; nothing else counts as settled.
 *
 * @param evidenceRoot what the settlement carried; zero for a reclaim
 * @param finalised whether the block can no longer be reorganised away
 */
public record OnChain(
        Outcome outcome,
        int reasonCode,
        Hash evidenceRoot,
        Hash transaction,
        BlockRef block,
        Instant at,
        boolean finalised) {
    /** The three ends of an escrow. */
    public enum Outcome {
        APPROVED,
        ROLLED_BACK,
        RECLAIMED
    }

    public OnChain finalised(boolean now) {
        return new OnChain(outcome, reasonCode, evidenceRoot, transaction, block, at, now);
    }
}
