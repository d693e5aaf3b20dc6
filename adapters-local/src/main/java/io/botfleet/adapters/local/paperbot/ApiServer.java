package io.botfleet.adapters.local.paperbot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Freqtrade's REST API under {@code /api/v1}; it answers a ping before a bot is attached, and 502 to what needs one. */
final class ApiServer {
    static final String PREFIX = "/api/v1";
    private static final String LOGGER = "freqtrade.rpc.api_server.webserver";
    private static final int LARGEST_BODY = 64 * 1024;

    /** What only a bot in webserver mode answers; in trade mode each is a 503. */
    private static final Set<String> WEBSERVER_ONLY = Set.of(
            "/backtest",
            "/backtest/abort",
            "/backtest/history",
            "/background",
            "/pairlists/available",
            "/pairlists/evaluate",
            "/exchanges",
            "/strategies",
            "/freqaimodels",
            "/hyperoptloss",
            "/pair_history",
            "/available_pairs");

    private final Authentication authentication;
    private final BotLog log;
    private final Configuration configuration;
    private final @Nullable HttpServer server;
    private volatile Optional<Bot> bot = Optional.empty();

    private ApiServer(Configuration configuration, BotLog log, @Nullable HttpServer server) {
        this.configuration = configuration;
        this.log = log;
        this.server = server;
        this.authentication = new Authentication(configuration.apiServer(), Clock.systemUTC());
    }

    /** Starts listening; where it cannot, it says so and the bot trades on, as Freqtrade does. */
    static ApiServer start(Configuration configuration, BotLog log) {
        var settings = configuration.apiServer();
        var address = settings.path("listen_ip_address").asText();
        var port = settings.path("listen_port").asInt();
        log.info(LOGGER, "Starting HTTP Server at " + address + ":" + port);
        try {
            var http = HttpServer.create(new InetSocketAddress(address, port), 64);
            var api = new ApiServer(configuration, log, http);
            http.createContext("/", api::handle);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            log.info(LOGGER, "Starting Local Rest Server.");
            http.start();
            return api;
        } catch (IOException unavailable) {
            log.exception(LOGGER, "Api server failed to start.", unavailable);
            return new ApiServer(configuration, log, null);
        }
    }

    void attach(Bot attached) {
        bot = Optional.of(attached);
    }

    void stop() {
        bot = Optional.empty();
        if (server != null) {
            log.info(LOGGER, "Stopping API Server");
            server.stop(0);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange), "");
            } catch (ApiRefusal refusal) {
                if (refusal.status() == 502) {
                    log.error(
                            LOGGER,
                            "API Error calling: " + refusal.body().path("error").asText());
                }
                send(exchange, refusal.status(), refusal.body(), refusal.challenge());
            } catch (RuntimeException failure) {
                log.exception("uvicorn.error", "Exception in ASGI application", failure);
                send(exchange, 500, Json.object().put("detail", "Internal Server Error"), "");
            }
        }
    }

    private JsonNode answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (!path.startsWith(PREFIX + "/")) {
            throw ApiRefusal.detail(404, "Not Found");
        }
        var call = path.substring(PREFIX.length());
        var method = exchange.getRequestMethod();
        var credentials = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        switch (call) {
            case "/ping" -> {
                return allow(method, "GET", () -> Json.object().put("status", "pong"));
            }
            case "/token/login" -> {
                return allow(method, "POST", () -> authentication.login(credentials));
            }
            case "/token/refresh" -> {
                return allow(method, "POST", () -> authentication.refresh(credentials));
            }
            default -> authentication.require(credentials);
        }
        if (WEBSERVER_ONLY.contains(call)) {
            throw ApiRefusal.detail(503, "Bot is not in the correct state.");
        }
        if (call.equals("/show_config")) {
            return allow(method, "GET", () -> ShowConfig.json(configuration, bot));
        }
        if (call.equals("/version")) {
            return allow(method, "GET", () -> Json.object().put("version", PaperBot.VERSION));
        }
        var attached = bot.orElseThrow(() -> ApiRefusal.rpc(path, "Bot is not in the correct state"));
        return new Rpc(attached, path).call(method, call, query(exchange), body(exchange));
    }

    private static JsonNode allow(String method, String allowed, Supplier<JsonNode> answer) {
        if (!method.equals(allowed)) {
            throw ApiRefusal.detail(405, "Method Not Allowed");
        }
        return answer.get();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var parameters = new HashMap<String, String>();
        var query = exchange.getRequestURI().getQuery();
        for (var parameter : query == null ? new String[0] : query.split("&")) {
            var equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        return Map.copyOf(parameters);
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        try {
            return bytes.length == 0 ? Json.object() : Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException malformed) {
            throw ApiRefusal.unprocessable("body", "0", "JSON decode error");
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode body, String challenge) throws IOException {
        var bytes = Json.MAPPER.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (!challenge.isEmpty()) {
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
