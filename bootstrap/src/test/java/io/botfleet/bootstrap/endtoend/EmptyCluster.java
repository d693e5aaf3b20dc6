package io.botfleet.bootstrap.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An API server with nothing in it: every list is empty, and nothing ever happens. */
final class EmptyCluster implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    EmptyCluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange http) throws IOException {
        String query = http.getRequestURI().getQuery();
        try (http) {
            if (query != null && query.contains("watch=true")) {
                http.sendResponseHeaders(200, 0);
                http.getResponseBody().flush();
                Thread.sleep(60_000);
            } else {
                byte[] body = "{\"kind\": \"List\", \"metadata\": {\"resourceVersion\": \"1\"}, \"items\": []}"
                        .getBytes(StandardCharsets.UTF_8);
                http.sendResponseHeaders(200, body.length);
                http.getResponseBody().write(body);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
