package io.botfleet.adapters.k8s.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An API server that does what a real one can't be brought to: every kind is empty, but for what a test says of pods. */
final class ScriptedApi implements AutoCloseable {
    /** What is done with a request for pods. */
    interface Behaviour {
        void answer(Exchange exchange) throws IOException, InterruptedException;
    }

    /** One request, and what can be answered to it. */
    record Exchange(HttpExchange http) {
        String parameter(String name) {
            for (String each : Optional.ofNullable(http.getRequestURI().getQuery())
                    .orElse("")
                    .split("&")) {
                if (each.startsWith(name + "=")) {
                    return each.substring(name.length() + 1);
                }
            }
            return "";
        }

        boolean isWatch() {
            return parameter("watch").equals("true");
        }

        void status(int code, String message, Map<String, String> headers) throws IOException {
            headers.forEach(http.getResponseHeaders()::set);
            text(code, "{\"kind\": \"Status\", \"code\": " + code + ", \"message\": \"" + message + "\"}");
        }

        void text(int code, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            http.getResponseBody().write(bytes);
        }

        /** Lines of a log, and then nothing more for a while; the end is the server's. */
        void lines(Duration open, String... lines) throws IOException, InterruptedException {
            events(open, lines);
        }

        /** One line of a log that goes on. */
        void line(String line) throws IOException {
            if (http.getResponseCode() < 0) {
                http.sendResponseHeaders(200, 0);
            }
            http.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            http.getResponseBody().flush();
        }

        /** Lines of a log whose end does not come: the connection breaks. */
        void brokenOff(String... lines) throws IOException, InterruptedException {
            // What was promised to come is never sent.
            http.sendResponseHeaders(200, 1 << 20);
            for (String line : lines) {
                http.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            http.getResponseBody().flush();
        }

        void list(String version, String next, String... items) throws IOException {
            text(
                    200,
                    "{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"%s\", \"continue\": \"%s\"}, \"items\": [%s]}"
                            .formatted(version, next, String.join(",", items)));
        }

        /** Events, and then nothing more for a while; the end is the server's. */
        void events(Duration open, String... events) throws IOException, InterruptedException {
            http.sendResponseHeaders(200, 0);
            for (String event : events) {
                http.getResponseBody().write((event + "\n").getBytes(StandardCharsets.UTF_8));
            }
            http.getResponseBody().flush();
            Thread.sleep(open);
        }

        /** As long as was asked for, as a real server does. */
        void eventsAsAsked(String... events) throws IOException, InterruptedException {
            events(Duration.ofSeconds(Long.parseLong(parameter("timeoutSeconds"))), events);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<URI> requests = new CopyOnWriteArrayList<>();

    ScriptedApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** From now on. */
    void pods(Behaviour behaviour) {
        behaviours.put("pods", behaviour);
    }

    void logs(Behaviour behaviour) {
        behaviours.put("log", behaviour);
    }

    /** Requests for pods so far. */
    long requestsForPods() {
        return requests.stream()
                .filter(each -> each.getPath().endsWith("/pods"))
                .count();
    }

    List<URI> requests() {
        return List.copyOf(requests);
    }

    static String pod(String workload, String phase) {
        return """
                {"metadata": {"name": "%s-0", "uid": "%s-uid", "resourceVersion": "5",
                 "labels": {"app.kubernetes.io/instance": "%s"}, "creationTimestamp": "2026-07-02T10:00:00Z"},
                 "spec": {"containers": [{"name": "freqtrade", "image": "freqtrade-platform:1"}]},
                 "status": {"phase": "%s"}}
                """.formatted(workload, workload, workload, phase);
    }

    static String event(String type, String object) {
        return "{\"type\": \"" + type + "\", \"object\": " + object.replace("\n", " ") + "}";
    }

    private void handle(HttpExchange http) throws IOException {
        requests.add(http.getRequestURI());
        String path = http.getRequestURI().getPath();
        Exchange exchange = new Exchange(http);
        try (http) {
            behaviours
                    .getOrDefault(path.substring(path.lastIndexOf('/') + 1), ScriptedApi::nothing)
                    .answer(exchange);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void nothing(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.isWatch()) {
            exchange.eventsAsAsked();
        } else {
            exchange.list("1", "");
        }
    }

    KubernetesSettings settings(Path folder, Duration staleness) {
        try {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                    {apiVersion: v1, kind: Config, current-context: test,
                     clusters: [{name: test, cluster: {server: 'http://127.0.0.1:%d'}}],
                     users: [{name: test, user: {token: PLANTED-token}}],
                     contexts: [{name: test, context: {cluster: test, user: test}}]}
                    """.formatted(
                            server.getAddress().getPort()));
            return new KubernetesSettings(
                    Optional.of(kubeconfig),
                    "freqtrade",
                    "infra",
                    new SealingSource.Controller(URI.create("http://127.0.0.1:1"), new Trust.Loopback()),
                    staleness);
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
