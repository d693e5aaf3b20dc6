package io.botfleet.application.chain;

import io.botfleet.domain.chain.BlockRef;
import java.time.Instant;

/**
 * How far the chain has been taken in.
 *
 * @param block the last block whose events are stored
 * @param at that block's timestamp
 */
public record Cursor(BlockRef block, Instant at) {
    /** The later of this block's time and this machine's: deadlines are the contract's, and its clock is the block's. */
    public Instant orLater(Instant here) {
        return at.isAfter(here) ? at : here;
    }
}
