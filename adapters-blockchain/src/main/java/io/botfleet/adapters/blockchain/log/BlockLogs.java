package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import java.util.Comparator;
import java.util.List;

/**
 * Every log of the gateway in a block. A node's log index is a hint only, since it may lag behind its blocks and give
 * none or some of them: where it gives a log, or the block's bloom filter does not rule one out, the block's receipts
 * decide. A block that its filter rules out costs nothing.
 */
final class BlockLogs {
    private final EvmNode node;
    private final Address gateway;

    BlockLogs(EvmNode node, Address gateway) {
        this.node = node;
        this.gateway = gateway;
    }

    /** @param answered what the node's index has for this block */
    List<LogEntry> of(BlockHeader block, List<LogEntry> answered) {
        List<LogEntry> hinted = ours(answered, block);
        boolean ruledOut =
                GatewayEvents.TOPICS.stream().noneMatch(topic -> block.bloom().mayHold(gateway, topic));
        if (hinted.isEmpty() && ruledOut) {
            return List.of();
        }
        List<LogEntry> logs = ours(node.logsByReceipts(block), block);
        if (!logs.containsAll(hinted)) {
            throw new Unavailable("the node gave a log that block " + block.number() + " does not have");
        }
        return logs;
    }

    private List<LogEntry> ours(List<LogEntry> logs, BlockHeader block) {
        if (logs.stream().anyMatch(log -> !log.block().equals(block.ref()))) {
            throw new Unavailable("the node gave logs of another block than the one asked for");
        }
        return logs.stream()
                .filter(log -> log.address().equals(gateway))
                .filter(log -> !log.topics().isEmpty()
                        && GatewayEvents.TOPICS.contains(log.topics().getFirst()))
                .distinct()
                .sorted(Comparator.comparingLong(LogEntry::index))
                .toList();
    }
}
