package io.botfleet.application.chain;

import io.botfleet.domain.chain.BlockRef;

/** Where a transaction is. */
public sealed interface Inclusion {
    /** Neither mined nor in the node's pool. */
    record Unknown() implements Inclusion {}

    record Pending() implements Inclusion {}

    /** @param succeeded whether it took effect; a reverted one used its nonce for nothing */
    record Mined(BlockRef block, boolean succeeded) implements Inclusion {}
}
