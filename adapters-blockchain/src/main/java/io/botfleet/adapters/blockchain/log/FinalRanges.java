package io.botfleet.adapters.blockchain.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.adapters.blockchain.node.Reply;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reads final blocks, many at once. Providers limit the length of a range or the size of an answer, each in its own
 * words: whatever the refusal says, the range is halved, and it grows back by a quarter with every answer. What a long
 * answer leaves out is found by the blocks' filters, so that catching up is as sure as having been there.
 */
final class FinalRanges {
    /** A range costs a header a block as well, fifty in a call, so that a longer one would save little. */
    private static final int LONGEST = 2_000;

    private static final int AT_FIRST = 1_000;

    /** Some megabytes: an answer that holds more makes the next one shorter, so that a flood is read in small parts. */
    private static final int MANY = 2_000;

    private final EvmNode node;
    private final Address gateway;
    private final BlockLogs blockLogs;
    private final int many;
    private volatile int length = AT_FIRST;

    FinalRanges(EvmNode node, Address gateway) {
        this(node, gateway, MANY);
    }

    /** @param many more logs than this in one answer make the next range shorter */
    FinalRanges(EvmNode node, Address gateway, int many) {
        this.node = node;
        this.gateway = gateway;
        this.blockLogs = new BlockLogs(node, gateway);
        this.many = many;
    }

    /** The range that is asked for next, in blocks. */
    int length() {
        return length;
    }

    Batch read(BlockHeader after, long upTo) {
        long first = after.number() + 1;
        while (true) {
            long last = Math.min(upTo, after.number() + length);
            switch (ask(first, last)) {
                case Reply.Result(JsonNode logs) -> {
                    Batch batch = complete(after, last, EvmNode.logs(logs));
                    if (batch.logs().size() > many) {
                        halve(last - after.number());
                    } else {
                        grow(last - after.number());
                    }
                    return batch;
                }
                case Reply.Failure failure
                when last == first ->
                    throw new Unavailable("the node refused the logs of block " + first + ": " + failure.message());
                case Reply.Failure _ -> halve(last - after.number());
            }
        }
    }

    private Reply ask(long first, long last) {
        try {
            return node.logsBetween(first, last, gateway, GatewayEvents.TOPICS);
        } catch (Unavailable failed) {
            // A node that gives up on a long range may just say nothing in time: the next try is for less.
            halve(last - first + 1);
            throw failed;
        }
    }

    /** Asks for less the next time. */
    void halve() {
        halve(length);
    }

    private void halve(long asked) {
        length = (int) Math.max(1, asked / 2);
    }

    private void grow(long answered) {
        // A short range at the end of the chain says nothing about what the node can do.
        if (answered >= length) {
            length = Math.min(LONGEST, length + Math.max(1, length / 4));
        }
    }

    private Batch complete(BlockHeader after, long last, List<LogEntry> answered) {
        Map<Long, List<LogEntry>> byBlock = answered.stream()
                .collect(Collectors.groupingBy(log -> log.block().number(), HashMap::new, Collectors.toList()));
        List<Batch.Located> logs = new ArrayList<>();
        BlockHeader end = after;
        for (BlockHeader block : node.headersAfter(after, last)) {
            List<LogEntry> hinted = Objects.requireNonNullElse(byBlock.remove(block.number()), List.of());
            blockLogs.of(block, hinted).forEach(log -> logs.add(new Batch.Located(log, block)));
            end = block;
        }
        if (!byBlock.isEmpty()) {
            throw new Unavailable("the node gave logs that were not asked for");
        }
        return new Batch(end, logs);
    }
}
