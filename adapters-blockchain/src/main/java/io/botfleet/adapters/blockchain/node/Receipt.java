package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Hash;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What became of a mined transaction.
 *
 * @param created the address of the contract that it created
 */
public record Receipt(
        Hash transaction,
        BlockRef block,
        boolean succeeded,
        long gasUsed,
        BigInteger pricePerGasWei,
        Optional<Address> created,
        List<LogEntry> logs) {
    public Receipt {
        logs = List.copyOf(logs);
    }

    static Receipt read(JsonNode receipt) {
        JsonNode created = receipt.path("contractAddress");
        return new Receipt(
                Quantity.hash(receipt.get("transactionHash")),
                new BlockRef(Quantity.number(receipt.get("blockNumber")), Quantity.hash(receipt.get("blockHash"))),
                Quantity.number(receipt.get("status")) == 1,
                Quantity.number(receipt.get("gasUsed")),
                Quantity.integer(receipt.get("effectiveGasPrice")),
                created.isTextual() ? Optional.of(Quantity.address(created)) : Optional.empty(),
                LogEntry.readAll(receipt.path("logs")));
    }
}
