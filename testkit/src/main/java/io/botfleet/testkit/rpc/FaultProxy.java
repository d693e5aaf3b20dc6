package io.botfleet.testkit.rpc;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a node, on loopback, and does what real nodes and providers do and a development node does
 * not. Each call meets the faults in their order until one answers it; a batch's calls meet them one by one.
 */
public final class FaultProxy implements AutoCloseable {
    /** So that a test which forgets a silent call ends all the same. */
    private static final long LONGEST_SILENCE_SECONDS = 30;

    private volatile URI node;
    private volatile boolean refusesBatches;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
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

    /** From now on calls go through as they are. */
    public void heal() {
        faults.clear();
        refusesBatches = false;
    }

    /** Hands calls on to another node from now on. */
    public void switchTo(URI other) {
        node = other;
    }

    /** Answers a batch with one refusal, as some providers do. */
    public void refuseBatches() {
        refusesBatches = true;
    }

    public void disconnect() {
        add(Faults.dropped());
    }

    /** The methods that were called, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void forgetCalls() {
        asked.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Object request =
                    JsonText.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (request instanceof List<?> && refusesBatches) {
                write(
                        exchange,
                        200,
                        JsonText.write(Answer.error(-32600, "batch requests are not supported")
                                .members()));
            } else if (request instanceof List<?> calls) {
                serveAll(exchange, calls);
            } else if (request instanceof Map<?, ?> call) {
                give(exchange, withId(answer(call), call));
            }
        }
    }

    private void serveAll(HttpExchange exchange, List<?> calls) throws IOException {
        List<@Nullable Object> answers = new ArrayList<>();
        for (Object each : calls) {
            Map<?, ?> call = (Map<?, ?>) each;
            switch (withId(answer(call), call)) {
                case Answer.Json json -> answers.add(json.members());
                case Answer other -> {
                    give(exchange, other);
                    return;
                }
            }
        }
        write(exchange, 200, JsonText.write(answers));
    }

    private void give(HttpExchange exchange, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Json json -> write(exchange, 200, JsonText.write(json.members()));
            case Answer.Http http -> {
                http.headers().forEach(exchange.getResponseHeaders()::set);
                write(exchange, http.status(), http.body());
            }
            case Answer.Dropped _ -> {}
            case Answer.Silent _ -> keepQuiet();
            case Answer.Half(Answer.Json whole) -> writeHalf(exchange, whole);
            case Answer.Stalled(Answer.Json whole) -> {
                writeHalf(exchange, whole);
                keepQuiet();
            }
        }
    }

    private static Answer withId(Answer answer, Map<?, ?> call) {
        if (!(answer instanceof Answer.Json json)) {
            return answer;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>(json.members());
        members.put("id", call.get("id"));
        return new Answer.Json(members);
    }

    private Answer answer(Map<?, ?> request) throws IOException {
        Call call = Call.read(request);
        asked.add(call.method());
        for (Fault fault : faults) {
            Optional<Answer> answer = fault.meet(call, this::forward);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return forward(call);
    }

    private Answer.Json forward(Call call) throws IOException {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", 1);
        request.put("method", call.method());
        request.put("params", call.parameters());
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(node)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(JsonText.write(request)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            if (JsonText.read(response.body()) instanceof Map<?, ?> answer) {
                answer.forEach((name, value) -> members.put(String.valueOf(name), value));
            }
            return new Answer.Json(members);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private void keepQuiet() {
        try {
            if (!closed.await(LONGEST_SILENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a client waited longer than a test may take");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void writeHalf(HttpExchange exchange, Answer.Json whole) throws IOException {
        byte[] bytes = JsonText.write(whole.members()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
