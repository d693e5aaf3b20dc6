package io.botfleet.adapters.k8s.freqtrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.domain.bot.OpenTrade;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bot's API as Freqtrade 2.49 has it, which can also be made to misbehave, path by path. */
final class FakeFreqtrade implements AutoCloseable {
    /** What is done instead of the proper answer. */
    interface Misbehaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    static final String USERNAME = "cliente-001";
    static final String PASSWORD = "pass-word-0123456789";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CONFIG = """
            {"version": "2026.7-dev", "strategy_version": null, "api_version": 2.49, "dry_run": true,
             "trading_mode": "spot", "stake_currency": "USDT", "stake_amount": "100", "max_open_trades": 3,
             "minimal_roi": {}, "timeframe": "5m", "exchange": "binance", "strategy": "SampleStrategy",
             "bot_name": "cliente-001.1", "state": "running", "runmode": "dry_run"}
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();
    private final List<OpenTrade> trades = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final ObjectNode config;

    FakeFreqtrade() throws IOException {
        config = (ObjectNode) JSON.readTree(CONFIG);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void misbehave(String path, Misbehaviour instead) {
        misbehaviours.put("/api/v1" + path, instead);
    }

    /** Answers this at the path, with this status. */
    void answer(String path, int status, String body) {
        misbehave(path, exchange -> send(exchange, status, body));
    }

    ObjectNode config() {
        return config;
    }

    synchronized void add(OpenTrade trade) {
        trades.add(trade);
    }

    synchronized List<String> authorizationsOf(String path) {
        return authorizations.stream()
                .filter(each -> each.startsWith("/api/v1" + path + " "))
                .toList();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(path + " " + authorization);
        Misbehaviour misbehaviour = misbehaviours.get(path);
        try (exchange) {
            if (misbehaviour != null) {
                misbehaviour.answer(exchange);
            } else if (path.equals("/api/v1/ping")) {
                send(exchange, 200, "{\"status\":\"pong\"}");
            } else if (!expected().equals(authorization)) {
                send(exchange, 401, "{\"detail\":\"Unauthorized\"}");
            } else {
                answer(exchange, exchange.getRequestMethod() + " " + path);
            }
        }
    }

    private void answer(HttpExchange exchange, String call) throws IOException {
        switch (call) {
            case "GET /api/v1/show_config" -> send(exchange, 200, config.toString());
            case "GET /api/v1/whitelist" ->
                send(
                        exchange,
                        200,
                        "{\"whitelist\":[\"BTC/USDT\",\"ETH/USDT\"],\"length\":2,\"method\":[\"StaticPairList\"]}");
            case "GET /api/v1/health" ->
                send(
                        exchange,
                        200,
                        "{\"last_process\":\"2026-01-01 10:00:00+00:00\",\"last_process_ts\":1767261600,"
                                + "\"bot_start_ts\":1767261000,\"bot_startup_ts\":1767261001}");
            case "GET /api/v1/status" ->
                send(
                        exchange,
                        200,
                        trades.stream().map(FakeFreqtrade::json).toList().toString());
            case "GET /api/v1/profit" ->
                send(
                        exchange,
                        200,
                        "{\"profit_closed_coin\":0.0,\"profit_all_coin\":-1.5e-05,\"trade_count\":" + trades.size()
                                + ",\"closed_trade_count\":0,\"winning_trades\":0,\"winrate\":0.0,\"sharpe\":null}");
            case "POST /api/v1/pause" -> {
                config.put("state", "paused");
                send(exchange, 200, "{\"status\":\"paused, no more entries will occur from now.\"}");
            }
            case "POST /api/v1/start" -> {
                config.put("state", "running");
                send(exchange, 200, "{\"status\":\"starting trader ...\"}");
            }
            case "POST /api/v1/forceexit" -> {
                JsonNode body = JSON.readTree(exchange.getRequestBody());
                boolean removed = trades.removeIf(trade -> Long.toString(trade.tradeId())
                        .equals(body.path("tradeid").asText()));
                send(
                        exchange,
                        removed ? 200 : 502,
                        removed ? "{\"result\":\"Created exit order.\"}" : "{\"error\":\"invalid argument\"}");
            }
            default -> send(exchange, 404, "{\"detail\":\"Not Found\"}");
        }
    }

    private static String json(OpenTrade trade) {
        return JSON.createObjectNode()
                .put("trade_id", trade.tradeId())
                .put("pair", trade.pair())
                .put("is_short", trade.isShort())
                .put("open_date", "2026-01-01 10:00:00")
                .put("open_timestamp", trade.openDate().toEpochMilli())
                .put("open_rate", trade.openRate())
                .put("stake_amount", trade.stakeAmount())
                .put("amount", trade.amount())
                .put("profit_abs", trade.profitAbs())
                .toString();
    }

    static String expected() {
        String pair = USERNAME + ":" + PASSWORD;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, String body) {
        try {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
