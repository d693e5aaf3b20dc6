package io.botfleet.adapters.blockchain.node;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Hash;
import java.util.Map;

/** Headers of blocks that were asked for together. */
public record Headers(Map<Hash, BlockHeader> byHash) {
    public Headers {
        byHash = Map.copyOf(byHash);
    }

    /** The header of a log's block; {@link Unavailable} where the node lacks it or puts it elsewhere. */
    public BlockHeader of(LogEntry log) {
        BlockHeader header = byHash.get(log.block().hash());
        if (header == null || !header.ref().equals(log.block())) {
            throw new Unavailable("the node lacks the block of a log that it gave");
        }
        return header;
    }
}
