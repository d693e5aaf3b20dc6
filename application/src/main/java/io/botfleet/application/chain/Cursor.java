package io.botfleet.application.chain;

import io.botfleet.domain.chain.BlockRef;
import java.time.Instant;

/**
 * How far the chain has been taken in.
 *
 * @param block the last block whose events are stored
 * @param at that block's timestamp
 */
public record Cursor(BlockRef block, Instant at) {}
