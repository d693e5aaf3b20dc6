package io.botfleet.testkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.botfleet.testkit.kubernetes.ContainerLog.Line;
import io.botfleet.testkit.kubernetes.ContainerLog.Printed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Serves the logs of containers as a kubelet does, to the API server: {@code /containerLogs/NAMESPACE/POD/CONTAINER} with
 * {@code follow}, {@code tailLines}, {@code sinceTime}, {@code timestamps} and {@code limitBytes} (Kubernetes' API,
 * PodLogOptions). Its certificate is its own, made for this run.
 */
final class LogServer implements AutoCloseable {
    /** A pod's log, or what a kubelet would say instead. */
    sealed interface Found {
        record Log(ContainerLog log) implements Found {}

        record Refused(int status, String why) implements Found {}
    }

    private static final long LOOK_MILLIS = 20;
    private static final String PASSWORD = "changeit";

    private final BiFunction<String, String, Found> logs;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;

    private LogServer(HttpsServer server, BiFunction<String, String, Found> logs) {
        this.server = server;
        this.logs = logs;
    }

    /** @param logs of a namespace and the name of a pod in it */
    static LogServer start(int port, BiFunction<String, String, Found> logs)
            throws IOException, GeneralSecurityException {
        HttpsServer https =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(StandInNode.ADDRESS), port), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(withACertificate()));
        LogServer server = new LogServer(https, logs);
        https.setExecutor(server.threads);
        https.createContext("/containerLogs/", server::answer);
        https.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            if (path.length != 5) {
                refuse(exchange, new Found.Refused(404, "no log is called " + exchange.getRequestURI()));
                return;
            }
            switch (logs.apply(path[2], path[3])) {
                case Found.Refused refused -> refuse(exchange, refused);
                case Found.Log(ContainerLog log) -> print(exchange, log);
            }
        }
    }

    private static void refuse(HttpExchange exchange, Found.Refused refused) throws IOException {
        byte[] body = refused.why().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(refused.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private void print(HttpExchange exchange, ContainerLog log) throws IOException {
        Query query = Query.of(exchange.getRequestURI().getRawQuery());
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        Printed first = log.printed();
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(query.bytes(query.chosen(first.lines())));
            body.flush();
            if (query.follow()) {
                follow(log, first, query, body);
            }
        }
    }

    /** Until the container ends, or another one is started; what was printed by then is passed on. */
    private void follow(ContainerLog log, Printed first, Query query, OutputStream body) throws IOException {
        Printed before = first;
        while (!closed && before.mayGoOn()) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            }
            Printed now = log.printed();
            if (now.container() != before.container()) {
                return;
            }
            List<Line> news =
                    now.lines().subList(before.lines().size(), now.lines().size());
            if (!news.isEmpty()) {
                body.write(query.bytes(news));
                body.flush();
            }
            before = now;
        }
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }

    /** What is asked for of a log. */
    private record Query(
            boolean follow, boolean timestamps, Optional<Instant> since, Optional<Integer> last, int mostBytes) {
        static Query of(String raw) {
            Map<String, String> parameters = new HashMap<>();
            for (String each : Optional.ofNullable(raw).orElse("").split("&")) {
                String[] pair = each.split("=", 2);
                if (pair.length == 2) {
                    parameters.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
                }
            }
            return new Query(
                    Boolean.parseBoolean(parameters.get("follow")),
                    Boolean.parseBoolean(parameters.get("timestamps")),
                    Optional.ofNullable(parameters.get("sinceTime")).map(Instant::parse),
                    Optional.ofNullable(parameters.get("tailLines")).map(Integer::valueOf),
                    Integer.parseInt(parameters.getOrDefault("limitBytes", "" + Integer.MAX_VALUE)));
        }

        List<Line> chosen(List<Line> lines) {
            List<Line> recent = lines.stream()
                    .filter(line -> since.isEmpty() || !line.printed().isBefore(since.get()))
                    .toList();
            return recent.subList(Math.max(0, recent.size() - last.orElse(recent.size())), recent.size());
        }

        /** Each line, and the end of none but the last is cut off. */
        byte[] bytes(List<Line> lines) {
            StringBuilder text = new StringBuilder();
            for (Line line : lines) {
                if (timestamps) {
                    text.append(line.printed()).append(' ');
                }
                text.append(line.text()).append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return bytes.length <= mostBytes ? bytes : java.util.Arrays.copyOf(bytes, mostBytes);
        }
    }

    /** By the JDK's own tool, since the JDK has no other way to make one. */
    private static SSLContext withACertificate() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("node");
        Path store = folder.resolve("node.p12");
        Path log = folder.resolve("keytool.log");
        try {
            int exitCode = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "node",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + StandInNode.NAME,
                            "-ext",
                            "SAN=IP:" + StandInNode.ADDRESS,
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException("keytool makes no certificate: " + Files.readString(log));
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream file = Files.newInputStream(store)) {
                keys.load(file, PASSWORD.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(log);
            Files.delete(folder);
        }
    }
}
