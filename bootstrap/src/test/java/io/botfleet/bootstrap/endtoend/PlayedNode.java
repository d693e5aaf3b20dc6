package io.botfleet.bootstrap.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.adapters.local.cluster.FreqtradeImage;
import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.local.cluster.manifest.Manifests;
import io.botfleet.adapters.local.cluster.pod.Node;
import io.botfleet.adapters.local.cluster.pod.Pod;
import io.botfleet.adapters.local.cluster.pod.Timing;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.local.process.ProcessRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Runs paperbots as their manifests say, and answers for their Services: each at an address of its own, port 8080. */
final class PlayedNode implements AutoCloseable {
    private static final int MOST_CLIENTS = 20;
    private static final int PORT = 8080;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** How a bot's API does. */
    enum Api {
        ANSWERS,
        /** It tells the same health for ever. */
        STANDS_STILL,
        /** It takes questions and answers none. */
        SILENT
    }

    /** @param health the first answer about its health, which is all that one ever gives that stands still */
    private record Answers(Api api, Map<String, byte[]> health) {}

    private final Node node;
    private final Path hosts;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final Map<String, Pod> ending = new HashMap<>();
    private final Map<String, Answers> answers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> pauses = new ConcurrentHashMap<>();
    private final Map<String, HttpServer> services = new HashMap<>();

    PlayedNode(Path folder, ClusterKey key) throws IOException {
        SecureRandom random = new SecureRandom();
        PrivateFiles.folder(folder);
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                Path.of("target", "lib").toAbsolutePath() + "/*");
        this.node = new Node(
                new ProcessRegistry(PrivateFiles.folder(folder.resolve("run"))),
                new Ports(folder.resolve("ports"), random),
                Map.of(
                        FreqtradeImage.REPOSITORY,
                        FreqtradeImage.withPaperbot(
                                Installed.home().resolve("infra/docker"),
                                folder.resolve("image"),
                                java,
                                PrivateFiles.folder(folder.resolve("lives")))),
                key,
                http,
                Timing.DEFAULT,
                InstantSource.system(),
                random,
                System.getenv("PATH"),
                PrivateFiles.folder(folder.resolve("pods")),
                folder.resolve("logs"));
        this.hosts = Files.write(
                folder.resolve("hosts"),
                IntStream.rangeClosed(1, MOST_CLIENTS)
                        .mapToObj(number -> address(number) + " " + client(number) + ".freqtrade.svc")
                        .toList());
        Files.writeString(hosts, Files.readString(hosts) + "127.0.0.1 localhost\n");
    }

    Path hosts() {
        return hosts;
    }

    private static String client(int number) {
        return "cliente-%03d".formatted(number);
    }

    private static String address(int number) {
        return "127.0.77." + number;
    }

    /** In the place of what ran for the client; a pod of the same template goes on running, with the files as they are now. */
    void run(String client, String yaml, Api api) throws Exception {
        Manifests manifests = Manifests.parse(yaml);
        Optional<Pod> same = Optional.ofNullable(pods.get(client))
                .filter(pod -> pod.templateHash().equals(manifests.templateHash()));
        if (same.isPresent()) {
            same.get().refresh(manifests, yaml);
            answers.put(client, new Answers(api, new ConcurrentHashMap<>()));
            return;
        }
        end(client);
        while (ending.containsKey(client)) {
            tick();
            Thread.sleep(50);
        }
        answers.put(client, new Answers(api, new ConcurrentHashMap<>()));
        pods.put(client, Pod.create(client, manifests, yaml, node));
        if (!services.containsKey(client)) {
            services.put(client, serve(client));
        }
    }

    /** How often the client's bot was asked to pause so far. */
    long pauses(String client) {
        return Optional.ofNullable(pauses.get(client)).map(LongAdder::sum).orElse(0L);
    }

    void end(String client) {
        Optional.ofNullable(pods.remove(client)).ifPresent(pod -> {
            pod.terminate(Duration.ofSeconds(5));
            ending.put(client, pod);
        });
    }

    /** Brings every pod as far as it gets. */
    void tick() {
        pods.values().forEach(Pod::tick);
        ending.values().forEach(Pod::tick);
        ending.values().removeIf(Pod::ended);
    }

    private HttpServer serve(String client) throws IOException {
        int number = Integer.parseInt(client.substring(client.indexOf('-') + 1));
        HttpServer server = HttpServer.create(new InetSocketAddress(address(number), PORT), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> forward(client, exchange));
        server.start();
        return server;
    }

    private void forward(String client, HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Answers> told = Optional.ofNullable(answers.get(client));
            if (told.isPresent() && told.get().api() == Api.SILENT) {
                // The connection is closed without a word.
                return;
            }
            Optional<URI> bot = Optional.ofNullable(pods.get(client)).flatMap(Pod::address);
            if (bot.isEmpty()) {
                exchange.sendResponseHeaders(502, -1);
                return;
            }
            if (exchange.getRequestURI().getPath().endsWith("/pause")) {
                pauses.computeIfAbsent(client, _ -> new LongAdder()).increment();
            }
            HttpResponse<byte[]> response = send(bot.get(), exchange);
            byte[] body = asTold(client, exchange.getRequestURI().getPath(), response);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] asTold(String client, String path, HttpResponse<byte[]> response) {
        return Optional.ofNullable(answers.get(client))
                .filter(told ->
                        told.api() == Api.STANDS_STILL && path.endsWith("/health") && response.statusCode() == 200)
                .map(told -> told.health().computeIfAbsent(path, _ -> response.body()))
                .orElse(response.body());
    }

    private HttpResponse<byte[]> send(URI bot, HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        bot.resolve(exchange.getRequestURI().toString()))
                .timeout(TIMEOUT)
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String name : List.of("Authorization", "Content-Type")) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                    .ifPresent(value -> request.header(name, value));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        services.values().forEach(server -> server.stop(0));
        List.copyOf(pods.keySet()).forEach(this::end);
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!ending.isEmpty() && System.nanoTime() < end) {
            tick();
            LockSupport.parkNanos(50_000_000);
        }
        http.shutdownNow();
    }
}
