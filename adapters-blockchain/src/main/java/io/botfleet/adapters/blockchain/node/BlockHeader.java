package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is needed of a block. */
public record BlockHeader(BlockRef ref, Hash parent, Instant at, LogsBloom bloom, List<Hash> transactions) {
    public BlockHeader {
        transactions = List.copyOf(transactions);
    }

    public long number() {
        return ref.number();
    }

    public Hash hash() {
        return ref.hash();
    }

    static BlockHeader read(JsonNode block) {
        List<Hash> transactions = new ArrayList<>();
        block.path("transactions").forEach(transaction -> transactions.add(Quantity.hash(transaction)));
        return new BlockHeader(
                new BlockRef(Quantity.number(block.get("number")), Quantity.hash(block.get("hash"))),
                Quantity.hash(block.get("parentHash")),
                Quantity.instant(block.get("timestamp")),
                new LogsBloom(Quantity.bytes(block.get("logsBloom"))),
                transactions);
    }
}
