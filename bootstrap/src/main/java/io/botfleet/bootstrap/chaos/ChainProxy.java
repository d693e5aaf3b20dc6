package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between the platform and its chain, and hands calls on as they are, or as a node in trouble would. */
final class ChainProxy implements AutoCloseable {
    /** Where the chain is now. */
    interface Chain {
        Optional<URI> address() throws IOException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SLOWNESS = Duration.ofMillis(1_500);

    private final Chain chain;
    private final Random random;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Optional<NodeTrouble> trouble = Optional.empty();

    ChainProxy(Chain chain, Random random) throws IOException {
        this.chain = chain;
        this.random = random;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on every second call meets this. */
    void begin(NodeTrouble begun) {
        trouble = Optional.of(begun);
    }

    void end() {
        trouble = Optional.empty();
    }

    private void serve(HttpExchange exchange) throws IOException {
        // Without a word of its own, what is not answered is a connection that was closed.
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            Optional<NodeTrouble> met = trouble.filter(_ -> unlucky());
            if (met.isEmpty()) {
                give(exchange, ask(request));
                return;
            }
            switch (met.get()) {
                case REFUSED -> {}
                case ANSWER_LOST -> ask(request);
                case ERROR_PAGE -> page(exchange, 502);
                case TOO_MANY -> page(exchange, 429);
                case SLOW -> {
                    Thread.sleep(SLOWNESS);
                    give(exchange, ask(request));
                }
                case NO_LOGS, ANOTHER_CHAIN -> give(exchange, altered(request, ask(request), met.get()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean unlucky() {
        synchronized (random) {
            return random.nextBoolean();
        }
    }

    private record Answer(int status, String body) {}

    private Answer ask(byte[] request) throws IOException, InterruptedException {
        URI address = chain.address().orElseThrow(() -> new IOException("there is no chain yet"));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private static void give(HttpExchange exchange, Answer answer) throws IOException {
        write(exchange, "application/json", answer);
    }

    private static void page(HttpExchange exchange, int status) throws IOException {
        write(exchange, "text/html", new Answer(status, "<html><body>not now</body></html>"));
    }

    private static void write(HttpExchange exchange, String type, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** The same answer without its logs, or with another chain's id. */
    static String altered(byte[] request, String answer, NodeTrouble trouble) throws IOException {
        JsonNode asked = JSON.readTree(request);
        JsonNode said = JSON.readTree(answer);
        if (asked.isArray() && said.isArray()) {
            // JSON-RPC 2.0 §6: the answers of a batch may come in any order.
            for (JsonNode call : asked) {
                said.forEach(each -> {
                    if (each.path("id").equals(call.path("id"))) {
                        alter(call, each, trouble);
                    }
                });
            }
        } else {
            alter(asked, said, trouble);
        }
        return JSON.writeValueAsString(said);
    }

    private static Answer altered(byte[] request, Answer answer, NodeTrouble trouble) throws IOException {
        return answer.status() == 200 ? new Answer(answer.status(), altered(request, answer.body(), trouble)) : answer;
    }

    private static void alter(JsonNode call, JsonNode answer, NodeTrouble trouble) {
        String method = call.path("method").asText();
        if (!(answer instanceof ObjectNode members) || !members.has("result")) {
            return;
        }
        if (trouble == NodeTrouble.NO_LOGS && method.equals("eth_getLogs")) {
            members.putArray("result");
        }
        if (trouble == NodeTrouble.ANOTHER_CHAIN && method.equals("eth_chainId")) {
            members.put("result", "0x1");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
