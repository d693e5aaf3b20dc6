package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.domain.chain.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads blocks that may still be reorganised away: each must be the child of the one before, and its logs are asked for
 * by its hash.
 */
final class BlockByBlock {
    /** So that what was read gets stored before very much was read. */
    private static final int MOST_BLOCKS = 64;

    private final EvmNode node;
    private final Address gateway;
    private final BlockLogs blockLogs;

    BlockByBlock(EvmNode node, Address gateway) {
        this.node = node;
        this.gateway = gateway;
        this.blockLogs = new BlockLogs(node, gateway);
    }

    Batch read(BlockHeader after, long upTo) {
        List<BlockHeader> blocks = node.headersAfter(after, Math.min(upTo, after.number() + MOST_BLOCKS));
        List<Batch.Located> logs = new ArrayList<>();
        for (BlockHeader block : blocks) {
            blockLogs
                    .of(block, node.logsOf(block.hash(), gateway, GatewayEvents.TOPICS))
                    .forEach(log -> logs.add(new Batch.Located(log, block)));
        }
        return new Batch(blocks.getLast(), logs);
    }
}
