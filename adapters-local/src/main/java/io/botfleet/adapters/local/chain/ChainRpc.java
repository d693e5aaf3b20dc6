package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** JSON-RPC over HTTP, as a node serves it: reads go to anvil as they are, and what changes the chain goes through us. */
final class ChainRpc implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What anvil answers from what it has, in the namespaces that nodes have too. */
    private static final List<String> READS =
            List.of("eth_", "net_", "web3_", "txpool_", "debug_", "trace_", "anvil_nodeInfo", "anvil_metadata");

    /** What reads by its name and is none: no account is unlocked here, and its effect could not be replayed. */
    private static final Set<String> NOT_READS = Set.of(
            "eth_sendTransaction",
            "eth_sendTransactionSync",
            "eth_sendRawTransactionSync",
            "eth_sendUnsignedTransaction",
            "eth_sendBundle");

    /** What changes the state past the rules, in a way that a replay repeats. */
    private static final Set<String> JOURNALLED = Set.of(
            "anvil_setBalance",
            "anvil_setCode",
            "anvil_setNonce",
            "anvil_setStorageAt",
            "anvil_setNextBlockBaseFeePerGas",
            "anvil_dropTransaction");

    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

    /** More at once would keep everybody waiting. */
    private static final long MOST_BLOCKS = 1_000;

    private final ChainEngine engine;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ChainRpc(int port, ChainEngine engine) throws IOException {
        this.engine = engine;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isFromAPage(exchange.getRequestHeaders())) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer;
            try {
                answer = answer(body);
            } catch (IOException outOfOrder) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** A page that a browser has open could mine blocks otherwise: it may send, although it may not read the answer. */
    private static boolean isFromAPage(Headers headers) {
        String host = headers.getFirst("Host");
        boolean foreign = host != null && !LOOPBACK.matcher(host).matches();
        return foreign || headers.containsKey("Origin");
    }

    private byte[] answer(byte[] body) throws IOException {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (IOException malformed) {
            return JSON.writeValueAsBytes(error(JSON.nullNode(), -32_700, "that is not JSON"));
        }
        if (!request.isArray()) {
            return isRead(request) ? engine.anvil().forward(body) : JSON.writeValueAsBytes(one(request));
        }
        ArrayNode answers = JSON.createArrayNode();
        for (JsonNode each : request) {
            answers.add(isRead(each) ? JSON.readTree(engine.anvil().forward(JSON.writeValueAsBytes(each))) : one(each));
        }
        return JSON.writeValueAsBytes(answers);
    }

    private static boolean isRead(JsonNode request) {
        String method = request.path("method").asText();
        return READS.stream().anyMatch(method::startsWith)
                && !NOT_READS.contains(method)
                && !method.equals("eth_sendRawTransaction");
    }

    private JsonNode one(JsonNode request) throws IOException {
        JsonNode id = request.path("id").isMissingNode() ? JSON.nullNode() : request.path("id");
        try {
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", id);
            answer.set("result", result(request.path("method").asText(), request.path("params")));
            return answer;
        } catch (RpcRefusal refused) {
            return error(id, refused.code(), String.valueOf(refused.getMessage()));
        }
    }

    private JsonNode result(String method, JsonNode params) throws IOException, RpcRefusal {
        return switch (method) {
            case "eth_sendRawTransaction" -> engine.send(params.path(0).asText());
            case "evm_increaseTime" -> JSON.valueToTree(engine.increaseTime(number(params.path(0), 0)));
            case "evm_setNextBlockTimestamp" -> {
                engine.nextTimestamp(number(params.path(0), 0));
                yield JSON.nullNode();
            }
            case "evm_mine" -> {
                engine.mine(1, 1);
                yield JSON.valueToTree("0x0");
            }
            case "anvil_mine" -> {
                long blocks = number(params.path(0), 1);
                if (blocks < 0 || blocks > MOST_BLOCKS) {
                    throw new RpcRefusal(-32_602, "at most " + MOST_BLOCKS + " blocks at once, not " + blocks);
                }
                engine.mine(blocks, number(params.path(1), 1));
                yield JSON.nullNode();
            }
            case "botfleet_reorganise" -> {
                engine.reorganise(number(params.path(0), 1));
                yield JSON.nullNode();
            }
            case "botfleet_restore" -> {
                engine.restore();
                yield JSON.nullNode();
            }
            case String other -> {
                if (!JOURNALLED.contains(other)) {
                    throw new RpcRefusal(-32_601, "the development chain does not do " + other + ": see docs/local.md");
                }
                engine.call(other, params);
                yield JSON.nullNode();
            }
        };
    }

    /** A JSON number, or a text in decimal or with 0x. */
    private static long number(JsonNode json, long otherwise) throws RpcRefusal {
        try {
            if (json.isMissingNode() || json.isNull()) {
                return otherwise;
            }
            long number = json.isTextual() ? Long.decode(json.asText()) : json.longValue();
            if (number < 0) {
                throw new RpcRefusal(-32_602, "a number must not be negative");
            }
            return number;
        } catch (NumberFormatException malformed) {
            throw new RpcRefusal(-32_602, "that is no number: " + malformed.getMessage());
        }
    }

    private static JsonNode error(JsonNode id, int code, String message) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.set("error", JSON.createObjectNode().put("code", code).put("message", message));
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
