package io.botfleet.adapters.local.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.adapters.local.cluster.manifest.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cluster's HTTP API, on the loopback interface; {@code docs/local.md} describes it.
 *
 * <p>{@code /healthz} and {@code /v1/cert.pem} are public; everything else asks for the bearer token.
 */
final class ClusterApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG_POLL = Duration.ofSeconds(20);
    private static final int MOST_LINES = 10_000;
    private static final int CHUNKED = 0;
    private static final Pattern WORKLOAD = Pattern.compile("/v1/workloads/([^/]+)(/log(/follow)?)?");
    private static final Pattern NUMBER = Pattern.compile("(?:after|lines)=(\\d{1,18})");

    private final Board board;
    private final Logs logs;
    private final byte[] certificate;
    private final byte[] authorization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ClusterApi(int port, String token, byte[] certificate, Board board, Logs logs) throws IOException {
        this.board = board;
        this.logs = logs;
        this.certificate = certificate.clone();
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            route(exchange);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, 405, Map.of("error", "GET only"));
        } else if (path.equals("/healthz")) {
            health(exchange);
        } else if (path.equals("/v1/cert.pem")) {
            send(exchange, 200, "application/x-pem-file", certificate);
        } else if (!authorised(exchange)) {
            send(exchange, 401, Map.of("error", "the bearer token is missing or wrong"));
        } else if (!board.isOpen()) {
            send(exchange, 503, Map.of("error", "the repository has not been looked at yet"));
        } else if (path.equals("/v1/events")) {
            send(exchange, 200, board.changes(number(exchange).orElse(0L), LONG_POLL));
        } else if (path.equals("/v1/workloads")) {
            Map<String, Object> all = withRevision();
            all.put("workloads", board.workloads());
            send(exchange, 200, all);
        } else {
            workload(exchange, path);
        }
    }

    private void workload(HttpExchange exchange, String path) throws IOException, InterruptedException {
        Matcher matcher = WORKLOAD.matcher(path);
        if (!matcher.matches() || !Names.isLabel(matcher.group(1))) {
            send(exchange, 404, Map.of("error", "there is nothing here"));
        } else if (matcher.group(2) != null) {
            int lines = (int) Math.min(number(exchange).orElse(200L), MOST_LINES);
            if (matcher.group(3) == null) {
                send(exchange, 200, Map.of("lines", logs.tail(matcher.group(1), lines)));
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
                exchange.sendResponseHeaders(200, CHUNKED);
                logs.follow(matcher.group(1), lines, exchange.getResponseBody());
            }
        } else {
            Map<String, Object> one = withRevision();
            one.put("workload", board.workload(matcher.group(1)).orElse(null));
            send(exchange, 200, one);
        }
    }

    private Map<String, Object> withRevision() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("revision", board.revision().orElse(null));
        return body;
    }

    private void health(HttpExchange exchange) throws IOException {
        Optional<String> trouble = board.repositoryTrouble();
        Map<String, Object> body = withRevision();
        body.put("repository", trouble.orElse("ok"));
        body.put("status", board.isOpen() ? "ok" : "starting");
        send(exchange, board.isOpen() ? 200 : 503, body);
    }

    private boolean authorised(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }

    private static Optional<Long> number(HttpExchange exchange) {
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        Matcher matcher = NUMBER.matcher(query);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
