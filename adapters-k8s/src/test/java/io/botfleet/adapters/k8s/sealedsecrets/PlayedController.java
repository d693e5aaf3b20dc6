package io.botfleet.adapters.k8s.sealedsecrets;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The controller as it is asked for its certificate, which it changes when it is told to. */
final class PlayedController implements AutoCloseable {
    private final HttpServer server;
    private volatile String served = resource("a.pem");
    private volatile int status = 200;
    private final AtomicInteger fetches = new AtomicInteger();

    PlayedController() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/cert.pem", exchange -> {
            fetches.incrementAndGet();
            byte[] body = served.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** That is what it gives from now on. */
    void serve(String pem) {
        served = pem;
    }

    void answer(int newStatus) {
        status = newStatus;
    }

    int fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    static String resource(String name) {
        try (InputStream in = PlayedController.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
