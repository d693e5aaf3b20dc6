package io.botfleet.adapters.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Git's own {@code http-backend} behind Basic authentication, which can also lose its answers. */
final class GitOverHttp implements AutoCloseable {
    static final String USERNAME = "fleet";
    static final String PASSWORD = "token-0123456789";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path root;
    private volatile boolean losing;
    private volatile int status;

    GitOverHttp(Path root) throws IOException {
        this.root = root;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String repository) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
    }

    /** From now on pushes take effect and are not answered. */
    void loseTheAnswers(boolean lose) {
        losing = lose;
    }

    /** From now on everything is answered with this status; 0 for proper answers. */
    void fail(int instead) {
        status = instead;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String expected =
                Base64.getEncoder().encodeToString((USERNAME + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try (exchange) {
            if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!("Basic " + expected)
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                byte[] answer = backend(exchange, body);
                if (losing && exchange.getRequestURI().getPath().endsWith("/git-receive-pack")) {
                    return;
                }
                send(exchange, answer);
            }
        }
    }

    private byte[] backend(HttpExchange exchange, byte[] body) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REMOTE_USER", USERNAME);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        environment.put("CONTENT_LENGTH", Integer.toString(body.length));
        header(exchange, "Content-Type").ifPresent(value -> environment.put("CONTENT_TYPE", value));
        header(exchange, "Content-Encoding").ifPresent(value -> environment.put("HTTP_CONTENT_ENCODING", value));
        header(exchange, "Git-Protocol").ifPresent(value -> environment.put("GIT_PROTOCOL", value));
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        threads.execute(() -> {
            try (var in = process.getOutputStream()) {
                in.write(body);
            } catch (IOException finished) {
                process.destroy();
            }
        });
        try (InputStream out = process.getInputStream()) {
            return out.readAllBytes();
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** Turns a CGI answer (RFC 3875) into one of HTTP. */
    private static void send(HttpExchange exchange, byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int code = 200;
        for (String line : text.substring(0, end).split("\r\n")) {
            String[] pair = line.split(": ", 2);
            if (pair[0].equals("Status")) {
                code = Integer.parseInt(pair[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(pair[0], pair[1]);
            }
        }
        byte[] content = Arrays.copyOfRange(answer, end + 4, answer.length);
        exchange.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
