package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.LogEntry;
import java.util.List;

/**
 * Logs of consecutive blocks, in the chain's order.
 *
 * @param last the last of the blocks, whether it has logs or not
 */
record Batch(BlockHeader last, List<Located> logs) {
    /** A log with the header of its block. */
    record Located(LogEntry log, BlockHeader block) {}

    Batch {
        logs = List.copyOf(logs);
    }
}
