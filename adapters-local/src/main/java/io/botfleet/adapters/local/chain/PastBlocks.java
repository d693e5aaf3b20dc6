package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.local.chain.Journal.Entry.Reorganised.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What anvil's blocks were made of, so that they can be made again. */
final class PastBlocks {
    private PastBlocks() {}

    static long head(Anvil anvil) throws IOException, RpcRefusal {
        return Long.decode(anvil.call("eth_blockNumber").asText());
    }

    /** The blocks above a block, the lowest first. */
    static List<Block> above(long number, Anvil anvil) throws IOException, RpcRefusal {
        List<Block> blocks = new ArrayList<>();
        for (long next = number + 1; next <= head(anvil); next++) {
            JsonNode block = block(next, anvil);
            List<String> transactions = new ArrayList<>();
            for (JsonNode hash : block.path("transactions")) {
                transactions.add(
                        anvil.call("eth_getRawTransactionByHash", hash.asText()).asText());
            }
            blocks.add(new Block(Long.decode(block.path("timestamp").asText()), transactions));
        }
        return blocks;
    }

    static List<String> transactions(List<Block> blocks) {
        return blocks.stream().flatMap(block -> block.transactions().stream()).toList();
    }

    static String baseFee(long number, Anvil anvil) throws IOException, RpcRefusal {
        return block(number, anvil).path("baseFeePerGas").asText();
    }

    private static JsonNode block(long number, Anvil anvil) throws IOException, RpcRefusal {
        return anvil.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    }
}
