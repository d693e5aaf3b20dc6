package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.util.ArrayList;
import java.util.List;

/** One log of a mined transaction. */
public record LogEntry(Address address, List<Hash> topics, Bytes data, BlockRef block, Hash transaction, long index) {
    public LogEntry {
        topics = List.copyOf(topics);
    }

    static List<LogEntry> readAll(JsonNode logs) {
        if (!logs.isArray()) {
            throw new Unavailable("the node gave something else where a list of logs belongs");
        }
        List<LogEntry> entries = new ArrayList<>();
        for (JsonNode log : logs) {
            if (log.path("removed").asBoolean(false)) {
                throw new Unavailable("the node gave a log of a block that is on the chain no more");
            }
            entries.add(read(log));
        }
        return entries;
    }

    private static LogEntry read(JsonNode log) {
        List<Hash> topics = new ArrayList<>();
        log.path("topics").forEach(topic -> topics.add(Quantity.hash(topic)));
        return new LogEntry(
                Quantity.address(log.get("address")),
                topics,
                Quantity.bytes(log.get("data")),
                new BlockRef(Quantity.number(log.get("blockNumber")), Quantity.hash(log.get("blockHash"))),
                Quantity.hash(log.get("transactionHash")),
                Quantity.number(log.get("logIndex")));
    }
}
