package io.botfleet.adapters.blockchain.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.BlockHeader;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.Headers;
import io.botfleet.adapters.blockchain.node.LogEntry;
import io.botfleet.adapters.blockchain.node.Reply;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Hash;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads final blocks, many at once. Providers limit the length of a range or the size of an answer, each in its own
 * words: whatever the refusal says, the range is halved, and it grows back by a quarter with every answer.
 */
final class FinalRanges {
    private static final int LONGEST = 10_000;
    private static final int AT_FIRST = 2_000;

    private final EvmNode node;
    private final Address gateway;
    private volatile int length = AT_FIRST;

    FinalRanges(EvmNode node, Address gateway) {
        this.node = node;
        this.gateway = gateway;
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
                    Batch batch = located(EvmNode.logs(logs), first, last);
                    grow(last - after.number());
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

    private Batch located(List<LogEntry> logs, long first, long last) {
        BlockHeader end = node.header(last)
                .orElseThrow(() -> new Unavailable("the node lacks a block below the one that it called final"));
        Set<Hash> blocks = logs.stream().map(log -> log.block().hash()).collect(Collectors.toSet());
        Headers headers = node.headers(blocks);
        return new Batch(
                end,
                logs.stream()
                        .distinct()
                        .sorted(Comparator.comparingLong(
                                        (LogEntry log) -> log.block().number())
                                .thenComparingLong(LogEntry::index))
                        .map(log -> located(log, headers.of(log), first, last))
                        .toList());
    }

    private Batch.Located located(LogEntry log, BlockHeader block, long first, long last) {
        boolean asked = first <= block.number()
                && block.number() <= last
                && log.address().equals(gateway);
        if (!asked) {
            throw new Unavailable("the node gave logs that were not asked for");
        }
        return new Batch.Located(log, block);
    }
}
