package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads blocks that may still be reorganised away: each must be the child of the one before, its logs are asked for by
 * its hash, and what its bloom filter promises and the answer lacks is looked for in its receipts.
 */
final class BlockByBlock {
    /** So that what was read gets stored before very much was read. */
    private static final int MOST_BLOCKS = 64;

    private final EvmNode node;
    private final Address gateway;

    BlockByBlock(EvmNode node, Address gateway) {
        this.node = node;
        this.gateway = gateway;
    }

    Batch read(BlockHeader after, long upTo) {
        List<Batch.Located> logs = new ArrayList<>();
        BlockHeader last = after;
        long end = Math.min(upTo, after.number() + MOST_BLOCKS);
        for (long number = after.number() + 1; number <= end; number++) {
            BlockHeader block = node.header(number)
                    .orElseThrow(() -> new Unavailable("the node lacks a block below the one that it called latest"));
            if (!block.parent().equals(last.hash()) || block.number() != number) {
                throw new Unavailable("the chain changed while block " + number + " was read");
            }
            logsOf(block).forEach(log -> logs.add(new Batch.Located(log, block)));
            last = block;
        }
        return new Batch(last, logs);
    }

    private List<LogEntry> logsOf(BlockHeader block) {
        List<LogEntry> answered = ours(node.logsOf(block.hash(), gateway, GatewayEvents.TOPICS), block);
        Set<Hash> topics = new HashSet<>();
        answered.forEach(log -> topics.add(log.topics().getFirst()));
        boolean complete = GatewayEvents.TOPICS.stream()
                .noneMatch(topic -> block.bloom().mayHold(gateway, topic) && !topics.contains(topic));
        return complete ? answered : ours(node.logsByReceipts(block), block);
    }

    private List<LogEntry> ours(List<LogEntry> logs, BlockHeader block) {
        List<LogEntry> ours = new ArrayList<>();
        for (LogEntry log : logs) {
            if (!log.block().equals(block.ref())) {
                throw new Unavailable("the node gave logs of another block than the one asked for");
            }
            if (log.address().equals(gateway)
                    && !log.topics().isEmpty()
                    && GatewayEvents.TOPICS.contains(log.topics().getFirst())) {
                ours.add(log);
            }
        }
        ours.sort(Comparator.comparingLong(LogEntry::index));
        return ours.stream().distinct().toList();
    }
}
