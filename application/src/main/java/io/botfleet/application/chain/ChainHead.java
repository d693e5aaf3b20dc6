package io.botfleet.application.chain;

import io.botfleet.domain.chain.BlockRef;
import java.time.Instant;

/**
 * The end of the chain.
 *
 * @param at the latest block's timestamp: the contract's clock
 * @param finalised the highest block that can't be reorganised away
 */
public record ChainHead(BlockRef latest, Instant at, BlockRef finalised) {}
