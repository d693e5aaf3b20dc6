package io.botfleet.testkit.rpc;

import java.util.Arrays;
import java.util.List;

/** Refusals in words like those of nodes and providers, as users report them; providers change theirs without notice. */
public enum ProviderWording {
    ALCHEMY_RANGE(
            Meaning.LOG_LIMIT,
            -32602,
            "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range"),
    ANKR_RANGE(Meaning.LOG_LIMIT, -32600, "block range is too wide"),
    ERIGON_RESULTS(Meaning.LOG_LIMIT, -32000, "query returns too many logs"),
    INFURA_RESULTS(Meaning.LOG_LIMIT, -32005, "query returned more than 10000 results"),
    GETH_RANGE(Meaning.LOG_LIMIT, -32000, "exceed max block range: 10"),
    BSC_RANGE(Meaning.LOG_LIMIT, -32005, "limit exceeded"),
    QUICKNODE_RANGE(Meaning.LOG_LIMIT, -32614, "eth_getLogs is limited to a 10 block range"),
    RETH_RESULTS(Meaning.LOG_LIMIT, -32602, "query exceeds max results 20000, retry with the range 1-10"),
    POLYGON_RANGE(Meaning.LOG_LIMIT, -32000, "Block range is too large"),

    ALCHEMY_RATE(
            Meaning.RATE_LIMIT,
            429,
            "Your app has exceeded its compute units per second capacity. If you have retries"),
    INFURA_RATE(Meaning.RATE_LIMIT, -32005, "daily request count exceeded, request rate limited"),
    QUICKNODE_RATE(Meaning.RATE_LIMIT, -32007, "15/second request limit reached - reduce calls per second"),
    PLAIN_RATE(Meaning.RATE_LIMIT, -32005, "Too Many Requests"),

    GETH_KNOWN(Meaning.KNOWN, -32000, "already known"),
    ANVIL_KNOWN(Meaning.KNOWN, -32003, "transaction already imported"),
    NETHERMIND_KNOWN(Meaning.KNOWN, -32010, "AlreadyKnown"),
    BESU_KNOWN(Meaning.KNOWN, -32000, "Known transaction"),

    GETH_NONCE(Meaning.NONCE_TOO_LOW, -32000, "nonce too low: next nonce 5, tx nonce 4"),
    NETHERMIND_NONCE(Meaning.NONCE_TOO_LOW, -32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 4"),
    BESU_NONCE(Meaning.NONCE_TOO_LOW, -32001, "Nonce too low"),

    GETH_UNDERPRICED(Meaning.UNDERPRICED, -32000, "replacement transaction underpriced"),
    ERIGON_UNDERPRICED(Meaning.UNDERPRICED, -32000, "could not replace existing tx"),
    NETHERMIND_UNDERPRICED(Meaning.UNDERPRICED, -32010, "ReplacementNotAllowed"),
    GETH_TIP(Meaning.UNDERPRICED, -32000, "transaction underpriced: gas tip cap 1, minimum needed 1000000000"),

    GETH_FUNDS(Meaning.OUT_OF_FUNDS, -32000, "insufficient funds for gas * price + value: balance 0, tx cost 1"),
    NETHERMIND_FUNDS(Meaning.OUT_OF_FUNDS, -32010, "InsufficientFunds, Account balance: 0, cumulative cost: 1"),
    BESU_FUNDS(Meaning.OUT_OF_FUNDS, -32004, "Upfront cost exceeds account balance"),

    GETH_POOL_FULL(Meaning.BUSY, -32000, "txpool is full"),
    PROVIDER_TIMEOUT(Meaning.BUSY, -32000, "request timed out");

    /** What a client should make of it. */
    public enum Meaning {
        /** The range of blocks is too long, or holds too much. */
        LOG_LIMIT,
        /** Nothing about the call: there were too many. */
        RATE_LIMIT,
        /** The pool has the transaction. */
        KNOWN,
        NONCE_TOO_LOW,
        UNDERPRICED,
        OUT_OF_FUNDS,
        /** Nothing about the transaction: the node can't take any now. */
        BUSY
    }

    private final Meaning meaning;
    private final int code;
    private final String words;

    ProviderWording(Meaning meaning, int code, String words) {
        this.meaning = meaning;
        this.code = code;
        this.words = words;
    }

    public static List<ProviderWording> of(Meaning meaning) {
        return Arrays.stream(values()).filter(each -> each.meaning == meaning).toList();
    }

    public Answer.Json answer() {
        return Answer.error(code, words);
    }
}
