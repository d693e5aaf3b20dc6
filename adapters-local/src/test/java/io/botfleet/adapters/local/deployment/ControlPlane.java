package io.botfleet.adapters.local.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A Kubernetes control plane of this test's own, started by the tools that {@code BOTFLEET_KUBE} names. */
final class ControlPlane implements AutoCloseable {
    /** The folder with {@code up.sh}, {@code down.sh} and the custom resource definitions. */
    static final String VARIABLE = "BOTFLEET_KUBE";

    /** Looks, a tenth of a second apart. */
    private static final int PATIENCE = 600;

    /** What the API server said. */
    record Answer(int status, JsonNode body) {}

    /** Where objects of a kind are, and whether they are in namespaces. */
    private record Resource(String plural, boolean namespaced) {}

    private final Path tools;
    private final Path folder;
    private final URI server;
    private final String administrator;
    private final HttpClient http;
    private final Map<String, Map<String, Resource>> discovered = new HashMap<>();

    private ControlPlane(Path tools, Path folder, int port) throws IOException, GeneralSecurityException {
        this.tools = tools;
        this.folder = folder;
        this.server = URI.create("https://127.0.0.1:" + port);
        this.administrator = Files.readString(folder.resolve("tokens.csv")).split(",", 2)[0];
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(folder.resolve("certs/apiserver.crt")))
                .build();
    }

    /** Where the tools are, if the environment says so. */
    static Optional<Path> tools() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    static ControlPlane start(Path tools) throws IOException, InterruptedException, GeneralSecurityException {
        var folder = Files.createTempDirectory("control-plane");
        var port = fiveFreePorts();
        var problem = up(tools, folder, port);
        if (problem.isPresent()) {
            // Somebody may have taken one of the ports meanwhile.
            stop(tools, folder);
            port = fiveFreePorts();
            problem = up(tools, folder, port);
        }
        if (problem.isPresent()) {
            stop(tools, folder);
            throw new IllegalStateException("the control plane does not start: " + problem.get());
        }
        var plane = new ControlPlane(tools, folder, port);
        plane.awaitReadiness();
        try (var definitions = Files.list(tools.resolve("crds"))) {
            definitions
                    .sorted()
                    .flatMap(file -> KubernetesObjects.read(Infra.text(file)))
                    .forEach(plane::apply);
        }
        return plane;
    }

    /** What the tools said where they failed. */
    private static Optional<String> up(Path tools, Path folder, int port) throws IOException, InterruptedException {
        var log = Files.createTempFile("control-plane", ".log");
        try {
            var builder = new ProcessBuilder(tools.resolve("up.sh").toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("KUBE_PORT", Integer.toString(port));
            var process = builder.start();
            if (process.waitFor(3, TimeUnit.MINUTES) && process.exitValue() == 0) {
                return Optional.empty();
            }
            process.destroyForcibly();
            return Optional.of(Files.readString(log));
        } finally {
            Files.delete(log);
        }
    }

    /** On a busy machine the tools give up waiting before the server is ready. */
    private void awaitReadiness() {
        for (var attempt = 0; ask("GET", "/readyz", Optional.empty()).status() != 200; attempt++) {
            if (attempt == PATIENCE) {
                throw new IllegalStateException("the control plane does not become ready");
            }
            pause();
        }
    }

    /** Applies an object, server-side; throws where the server refuses it. */
    JsonNode apply(JsonNode object) {
        return applied(object, "");
    }

    /** What the server would make of an object; throws where it refuses it. */
    JsonNode dryRun(JsonNode object) {
        return applied(object, "&dryRun=All");
    }

    private JsonNode applied(JsonNode object, String more) {
        var answer = call(
                "PATCH", path(object) + "?fieldManager=test&force=true" + more, Optional.of(object), administrator);
        if (answer.status() >= 300) {
            throw new IllegalStateException(object.path("kind").asText() + " "
                    + object.at("/metadata/name").asText() + ": "
                    + answer.body().path("message").asText());
        }
        return answer.body();
    }

    Answer ask(String method, String path, Optional<JsonNode> body) {
        return call(method, path, body, administrator);
    }

    /** A token of a service account, as a pod has one. */
    String token(String namespace, String account) {
        var request = KubernetesObjects.JSON.createObjectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").putArray("audiences");
        var answer = ask(
                "POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token",
                Optional.of(request));
        return answer.body().at("/status/token").asText();
    }

    Answer call(String method, String path, Optional<JsonNode> body, String token) {
        var kind = method.equals("PATCH") ? "application/apply-patch+yaml" : "application/json";
        var request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", kind)
                .method(
                        method,
                        body.map(json -> BodyPublishers.ofString(json.toString()))
                                .orElseGet(BodyPublishers::noBody))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            var text = response.body();
            return new Answer(
                    response.statusCode(),
                    text.startsWith("{")
                            ? KubernetesObjects.JSON.readTree(text)
                            : KubernetesObjects.JSON.getNodeFactory().textNode(text));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String path(JsonNode object) {
        var version = object.path("apiVersion").asText();
        var resource = resource(version, object.path("kind").asText());
        var namespace = object.at("/metadata/namespace").asText("default");
        return base(version) + (resource.namespaced() ? "/namespaces/" + namespace : "") + "/" + resource.plural() + "/"
                + object.at("/metadata/name").asText();
    }

    private static String base(String version) {
        return (version.contains("/") ? "/apis/" : "/api/") + version;
    }

    /** A definition that was just applied takes a moment until its kind is served. */
    private Resource resource(String version, String kind) {
        for (var attempt = 0; ; attempt++) {
            var found = discovered.getOrDefault(version, Map.of()).get(kind);
            if (found != null) {
                return found;
            }
            if (attempt == PATIENCE) {
                throw new IllegalStateException("the control plane has no " + version + " " + kind);
            }
            var kinds = new HashMap<String, Resource>();
            for (var each : ask("GET", base(version), Optional.empty()).body().path("resources")) {
                if (!each.path("name").asText().contains("/")) {
                    kinds.put(
                            each.path("kind").asText(),
                            new Resource(
                                    each.path("name").asText(),
                                    each.path("namespaced").asBoolean()));
                }
            }
            discovered.put(version, kinds);
            if (!kinds.containsKey(kind)) {
                pause();
            }
        }
    }

    @Override
    public void close() throws IOException {
        http.shutdownNow();
        stop(tools, folder);
    }

    private static void stop(Path tools, Path folder) throws IOException {
        new ProcessBuilder(tools.resolve("down.sh").toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static int fiveFreePorts() {
        // Below those that the other tests choose from.
        RandomGenerator random = new SecureRandom();
        for (var attempt = 0; attempt < 100; attempt++) {
            var first = random.nextInt(12_000, 19_990);
            if (free(first) && free(first + 1) && free(first + 2) && free(first + 3) && free(first + 4)) {
                return first;
            }
        }
        throw new IllegalStateException("no five free ports in a row");
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(certificates)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
