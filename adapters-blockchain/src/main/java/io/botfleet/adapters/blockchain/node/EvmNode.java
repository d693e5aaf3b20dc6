package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A node's answers as values. Unless a method says otherwise, it throws {@link Unavailable} for a refusal, since what is
 * asked here is refused for passing reasons only, and {@link Permanent} where the node does not have the method.
 */
public final class EvmNode {
    private static final int MOST_AT_ONCE = 50;

    private final JsonRpc rpc;

    public EvmNode(JsonRpc rpc) {
        this.rpc = rpc;
    }

    public long chainId() {
        return Quantity.number(result(Request.of("eth_chainId")));
    }

    public BlockHeader latest() {
        return headerBy("latest").orElseThrow(() -> new Unavailable("the node has no latest block"));
    }

    /** The highest final block; empty while there is none but the first. */
    public Optional<BlockHeader> finalised() {
        return headerBy("finalized");
    }

    public Optional<BlockHeader> header(long number) {
        Optional<BlockHeader> header = headerBy(Quantity.of(number));
        header.ifPresent(found -> require(found, number));
        return header;
    }

    private static void require(BlockHeader header, long number) {
        if (header.number() != number) {
            throw new Unavailable("the node gave block " + header.number() + " for block " + number);
        }
    }

    /** The headers of consecutive blocks, each the child of the one before; {@link Unavailable} where they are not. */
    public List<BlockHeader> headersAfter(BlockHeader after, long last) {
        List<BlockHeader> headers = new ArrayList<>();
        BlockHeader before = after;
        for (long first = after.number() + 1; first <= last; first += MOST_AT_ONCE) {
            List<Request> requests = LongStream.rangeClosed(first, Math.min(last, first + MOST_AT_ONCE - 1))
                    .mapToObj(number -> Request.of("eth_getBlockByNumber", Quantity.of(number), false))
                    .toList();
            List<Reply> replies = rpc.askAll(requests);
            for (int each = 0; each < requests.size(); each++) {
                JsonNode answer = result(requests.get(each), replies.get(each));
                if (answer.isNull()) {
                    throw new Unavailable("the node lacks block " + (first + each) + ", which is below its latest");
                }
                BlockHeader header = BlockHeader.read(answer);
                require(header, first + each);
                if (!header.parent().equals(before.hash())) {
                    throw new Unavailable("the chain changed while block " + header.number() + " was read");
                }
                headers.add(header);
                before = header;
            }
        }
        return headers;
    }

    private Optional<BlockHeader> headerBy(String block) {
        JsonNode header = result(Request.of("eth_getBlockByNumber", block, false));
        return header.isNull() ? Optional.empty() : Optional.of(BlockHeader.read(header));
    }

    /** The headers of all these blocks. */
    public Headers headers(Collection<Hash> blocks) {
        Map<Hash, BlockHeader> headers = new HashMap<>();
        List<Hash> all = List.copyOf(blocks);
        for (int at = 0; at < all.size(); at += MOST_AT_ONCE) {
            List<Request> requests = all.subList(at, Math.min(all.size(), at + MOST_AT_ONCE)).stream()
                    .map(hash -> Request.of("eth_getBlockByHash", hash.hex(), false))
                    .toList();
            List<Reply> replies = rpc.askAll(requests);
            for (int each = 0; each < requests.size(); each++) {
                BlockHeader header = BlockHeader.read(result(requests.get(each), replies.get(each)));
                headers.put(header.hash(), header);
            }
        }
        return new Headers(headers);
    }

    public List<LogEntry> logsOf(Hash block, Address contract, Collection<Hash> topics) {
        return LogEntry.readAll(result(logsRequest(Map.of("blockHash", block.hex()), contract, topics)));
    }

    /** The answer may be a refusal, because there is too much in the range or the range is too long. */
    public Reply logsBetween(long first, long last, Address contract, Collection<Hash> topics) {
        Reply reply = rpc.ask(
                logsRequest(Map.of("fromBlock", Quantity.of(first), "toBlock", Quantity.of(last)), contract, topics));
        if (reply instanceof Reply.Failure failure) {
            NodeWording.requireNotBusy(failure.message());
        }
        return reply;
    }

    /** The logs that an answer of {@link #logsBetween} holds. */
    public static List<LogEntry> logs(JsonNode answer) {
        return LogEntry.readAll(answer);
    }

    /** The logs of a short range, in parts where the node refuses it as a whole. */
    public List<LogEntry> logs(long first, long last, Address contract, Collection<Hash> topics) {
        return switch (logsBetween(first, last, contract, topics)) {
            case Reply.Result(JsonNode logs) -> LogEntry.readAll(logs);
            case Reply.Failure failure
            when first == last ->
                throw new Unavailable("the node refused the logs of block " + first + ": " + failure.message());
            case Reply.Failure _ -> {
                long middle = (first + last) / 2;
                List<LogEntry> all = new ArrayList<>(logs(first, middle, contract, topics));
                all.addAll(logs(middle + 1, last, contract, topics));
                yield all;
            }
        };
    }

    private static Request logsRequest(Map<String, String> where, Address contract, Collection<Hash> topics) {
        Map<String, Object> filter = new HashMap<>(where);
        filter.put("address", contract.hex());
        filter.put("topics", List.of(topics.stream().map(Hash::hex).toList()));
        return Request.of("eth_getLogs", filter);
    }

    /** Every log of a block by way of its receipts, which a node has even where its log index lags. */
    public List<LogEntry> logsByReceipts(BlockHeader block) {
        List<LogEntry> logs = new ArrayList<>();
        Request request = Request.of("eth_getBlockReceipts", block.hash().hex());
        if (rpc.ask(request) instanceof Reply.Result(JsonNode receipts) && receipts.isArray()) {
            receipts.forEach(receipt -> logs.addAll(Receipt.read(receipt).logs()));
            if (receipts.size() != block.transactions().size()) {
                throw new Unavailable("the node gave receipts for some of a block's transactions only");
            }
            return logs;
        }
        for (Hash transaction : block.transactions()) {
            Receipt receipt = receipt(transaction)
                    .filter(found -> found.block().equals(block.ref()))
                    .orElseThrow(() -> new Unavailable("the node lacks the receipt of a mined transaction"));
            logs.addAll(receipt.logs());
        }
        return logs;
    }

    public Optional<Receipt> receipt(Hash transaction) {
        JsonNode receipt = result(Request.of("eth_getTransactionReceipt", transaction.hex()));
        return receipt.isNull() ? Optional.empty() : Optional.of(Receipt.read(receipt));
    }

    public Inclusion inclusion(Hash transaction) {
        Optional<Receipt> receipt = receipt(transaction);
        if (receipt.isPresent()) {
            return new Inclusion.Mined(receipt.get().block(), receipt.get().succeeded());
        }
        // Mined but without a receipt yet is pending too: the next look tells how it ended.
        return result(Request.of("eth_getTransactionByHash", transaction.hex())).isNull()
                ? new Inclusion.Unknown()
                : new Inclusion.Pending();
    }

    public Bytes code(Address contract) {
        return Quantity.bytes(result(Request.of("eth_getCode", contract.hex(), "latest")));
    }

    /** A view's answer at the latest block. */
    public Bytes call(Address contract, Bytes data) {
        return Quantity.bytes(result(Request.of("eth_call", callOf(contract, data), "latest")));
    }

    /** A view's answer at one block (EIP-1898); empty where the node has dropped the state of that block. */
    public Optional<Bytes> callAt(Hash block, Address contract, Bytes data) {
        Request request = Request.of("eth_call", callOf(contract, data), Map.of("blockHash", block.hex()));
        return switch (rpc.ask(request)) {
            case Reply.Result(JsonNode value) -> Optional.of(Quantity.bytes(value));
            case Reply.Failure _ -> Optional.empty();
        };
    }

    private static Map<String, String> callOf(Address contract, Bytes data) {
        return Map.of("to", contract.hex(), "data", data.hex());
    }

    /** The gas a transaction would use now, or the node's refusal, which for a revert carries the revert's data. */
    public Reply estimate(Map<String, String> transaction) {
        return rpc.ask(Request.of("eth_estimateGas", transaction));
    }

    /** An account's next nonce at the latest block, without what is only in the pool. */
    public long nonce(Address account) {
        return Quantity.number(result(Request.of("eth_getTransactionCount", account.hex(), "latest")));
    }

    /** An account's next nonce behind everything that is in the pool. */
    public long nonceWithPool(Address account) {
        return Quantity.number(result(Request.of("eth_getTransactionCount", account.hex(), "pending")));
    }

    public BigInteger balance(Address account) {
        return Quantity.integer(result(Request.of("eth_getBalance", account.hex(), "latest")));
    }

    /** What an account had at the end of a block, in wei; a node may have forgotten that for an old one. */
    public BigInteger balanceAt(Address account, long block) {
        return Quantity.integer(result(Request.of("eth_getBalance", account.hex(), Quantity.of(block))));
    }

    /** What the next block will charge a gas at least, in wei. */
    public BigInteger nextBaseFee() {
        JsonNode fees = result(Request.of("eth_feeHistory", Quantity.of(1), "latest", List.of()))
                .path("baseFeePerGas");
        return Quantity.integer(fees.get(fees.size() - 1));
    }

    public BigInteger suggestedPriorityFee() {
        return Quantity.integer(result(Request.of("eth_maxPriorityFeePerGas")));
    }

    /** Hands a signed transaction over; most refusals are answers here. */
    public Broadcast send(Bytes raw) {
        return NodeWording.read(rpc.ask(Request.of("eth_sendRawTransaction", raw.hex())));
    }

    private JsonNode result(Request request) {
        return result(request, rpc.ask(request));
    }

    private static JsonNode result(Request request, Reply reply) {
        return switch (reply) {
            case Reply.Result(JsonNode value) -> value;
            case Reply.Failure failure
            when failure.methodIsMissing() -> throw new Permanent("the node does not have " + request.method());
            case Reply.Failure failure ->
                throw new Unavailable("the node refused " + request.method() + ": " + failure.message());
        };
    }
}
