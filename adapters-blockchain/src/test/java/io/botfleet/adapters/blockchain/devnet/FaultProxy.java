package io.botfleet.adapters.blockchain.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and a node, and does what real nodes and providers do and anvil does not. */
public final class FaultProxy implements AutoCloseable {
    /** What the proxy does instead of handing a call on; empty leaves the call to the next fault or to the node. */
    public interface Fault {
        Optional<Answer> meet(String method, JsonNode parameters, Forward forward) throws IOException;
    }

    /** Asks the node itself, for the whole JSON-RPC answer. */
    public interface Forward {
        ObjectNode ask() throws IOException;
    }

    /** What goes back to the client. */
    public sealed interface Answer {
        record Json(ObjectNode answer) implements Answer {}

        record Status(int code) implements Answer {}

        /** The connection is closed without an answer. */
        record Dropped() implements Answer {}
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private volatile URI node;
    private volatile boolean refusesBatches;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public FaultProxy(URI node) {
        this.node = node;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void add(Fault fault) {
        faults.add(fault);
    }

    /** Hands calls on to another node from now on. */
    public void switchTo(URI other) {
        node = other;
    }

    public void heal() {
        faults.clear();
    }

    public void refuseBatches() {
        refusesBatches = true;
    }

    public void disconnect() {
        add((_, _, _) -> Optional.of(new Answer.Dropped()));
    }

    /** The methods that were called, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** A JSON-RPC error in a provider's words. */
    public static Answer error(int code, String message) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("jsonrpc", "2.0");
        answer.putObject("error").put("code", code).put("message", message);
        return new Answer.Json(answer);
    }

    public static Answer result(JsonNode value) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("jsonrpc", "2.0");
        answer.set("result", value);
        return new Answer.Json(answer);
    }

    public static ArrayNode nothing() {
        return JSON.createArrayNode();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = JSON.readTree(exchange.getRequestBody());
            if (call.isArray() && refusesBatches) {
                write(exchange, 200, ((Answer.Json) error(-32600, "batch requests are not supported")).answer());
                return;
            }
            if (call.isArray()) {
                ArrayNode answers = JSON.createArrayNode();
                for (JsonNode each : call) {
                    if (!(answer(each) instanceof Answer.Json(ObjectNode answer))) {
                        return;
                    }
                    answers.add(answer.set("id", each.get("id")));
                }
                write(exchange, 200, answers);
                return;
            }
            switch (answer(call)) {
                case Answer.Json(ObjectNode answer) -> write(exchange, 200, answer.set("id", call.get("id")));
                case Answer.Status(int code) -> write(exchange, code, JSON.createObjectNode());
                case Answer.Dropped _ -> exchange.close();
            }
        }
    }

    private Answer answer(JsonNode call) throws IOException {
        String method = call.get("method").asText();
        asked.add(method);
        for (Fault fault : faults) {
            Optional<Answer> answer = fault.meet(method, call.path("params"), () -> forward(call));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return new Answer.Json(forward(call));
    }

    private ObjectNode forward(JsonNode call) throws IOException {
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(node)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(call)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return (ObjectNode) JSON.readTree(response.body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void write(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
