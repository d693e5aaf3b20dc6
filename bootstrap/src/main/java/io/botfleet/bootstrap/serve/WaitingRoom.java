package io.botfleet.bootstrap.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers where the REST API is going to be, while a part is waited for: alive, and not ready. An orchestrator would
 * otherwise restart a platform that waits for its database, again and again.
 */
final class WaitingRoom implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Instant since;
    private volatile Set<String> awaited = Set.of();

    private WaitingRoom(HttpServer server, ExecutorService threads, Instant since) {
        this.server = server;
        this.threads = threads;
        this.since = since;
    }

    /** Throws {@link IOException} where the port is somebody else's. */
    static WaitingRoom open(InetSocketAddress address, Clock clock) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        WaitingRoom room = new WaitingRoom(server, threads, clock.instant());
        server.createContext("/", room::answer);
        server.start();
        return room;
    }

    /** Names the parts that are away; why they are is for the log alone. */
    void waitFor(Set<String> parts) {
        awaited = Set.copyOf(new TreeSet<>(parts));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/api/v1/ping" ->
                    send(
                            exchange,
                            OK,
                            "application/json",
                            JSON.createObjectNode().put("status", "pong"));
                case "/health" -> send(exchange, UNAVAILABLE, "application/json", health());
                default -> send(exchange, UNAVAILABLE, "application/problem+json", problem(exchange));
            }
        }
    }

    /** In the form of the API's own. */
    private ObjectNode health() {
        ObjectNode health = JSON.createObjectNode().put("status", "DOWN");
        ObjectNode parts = health.putObject("parts");
        for (String part : new TreeSet<>(awaited)) {
            parts.putObject(part)
                    .put("status", "DOWN")
                    .put("since", since.toString())
                    .put("message", "The platform waits for it to start; its log says why.");
        }
        health.putArray("alarms");
        return health;
    }

    private static ObjectNode problem(HttpExchange exchange) {
        return JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", "Service Unavailable")
                .put("status", UNAVAILABLE)
                .put("detail", "The platform is starting. Ask again in a few seconds.")
                .put("instance", exchange.getRequestURI().getPath());
    }

    private static void send(HttpExchange exchange, int status, String type, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Retry-After", "5");
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
        if (!bodiless) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** At once: whoever asks meets the API itself next. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
