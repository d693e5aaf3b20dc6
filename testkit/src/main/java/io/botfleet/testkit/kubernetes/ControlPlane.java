package io.botfleet.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A control plane of this test's own: a real API server with its controllers, and a stand-in for a node that runs no
 * container. The tools that start it are named by the environment variable {@code BOTFLEET_KUBE}.
 */
public final class ControlPlane implements AutoCloseable {
    public static final String VARIABLE = "BOTFLEET_KUBE";

    private static final String APPLY = "application/apply-patch+yaml";
    private static final String MERGE = "application/merge-patch+json";
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    /** What the API server said. */
    public record Answer(int status, String body) {}

    private final Path tools;
    private final Path folder;
    private final URI server;
    private final URI node;
    private final String administrator;
    private final HttpClient http;

    private ControlPlane(Path tools, Path folder, int port) throws IOException, GeneralSecurityException {
        this.tools = tools;
        this.folder = folder;
        this.server = URI.create("https://127.0.0.1:" + port);
        this.node = URI.create("http://127.0.0.1:" + (port + 4));
        this.administrator = Files.readString(folder.resolve("tokens.csv")).split(",", 2)[0];
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(folder.resolve("certs/apiserver.crt")))
                .build();
    }

    /** The folder with {@code up.sh}, {@code down.sh} and {@code crds}, where the environment names it. */
    public static Optional<Path> tools() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** With the definitions of ArgoCD and Sealed Secrets. */
    public static ControlPlane start(Path tools) {
        try {
            Path folder = Files.createTempDirectory("control-plane");
            int port = fiveFreePorts();
            Optional<String> failure = up(tools, folder, port);
            if (failure.isPresent()) {
                // Somebody may have taken one of the ports meanwhile.
                port = fiveFreePorts();
                failure = up(tools, folder, port);
            }
            if (failure.isPresent()) {
                throw new IllegalStateException("the control plane does not start: " + failure.get());
            }
            ControlPlane started = new ControlPlane(tools, folder, port);
            try {
                started.define(tools.resolve("crds"));
            } catch (IOException | RuntimeException failed) {
                started.close();
                throw failed;
            }
            return started;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("the control plane does not start", failure);
        }
    }

    private void define(Path folder) throws IOException {
        await("/readyz");
        try (Stream<Path> definitions = Files.list(folder)) {
            for (Path file : definitions.toList()) {
                apply(Files.readString(file));
            }
        }
        await("/apis/argoproj.io/v1alpha1/applications");
    }

    /** What went wrong, and then nothing is left of it. */
    private static Optional<String> up(Path tools, Path folder, int port) throws IOException {
        Optional<String> failure = run(tools.resolve("up.sh"), folder, port);
        if (failure.isPresent()) {
            run(tools.resolve("down.sh"), folder, port);
        }
        return failure;
    }

    /** What it printed, where it failed. */
    private static Optional<String> run(Path script, Path folder, int port) throws IOException {
        Path log = Files.createTempFile("control-plane", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(script.toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("KUBE_PORT", Integer.toString(port));
            Process process = builder.start();
            if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("it takes too long");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(Files.readString(log));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            Files.delete(log);
        }
    }

    /** As the cluster's administrator. */
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    public URI server() {
        return server;
    }

    /** Applies every document, server-side, but for kinds that this control plane does not have. */
    public void apply(String yaml) {
        for (Manifest manifest : Manifest.all(yaml)) {
            require(call("PATCH", manifest.path() + "?fieldManager=test&force=true", APPLY, manifest.yaml()));
        }
    }

    /** Changes fields of what is there (RFC 7396). */
    public void merge(String path, String json) {
        require(call("PATCH", path, MERGE, json));
    }

    /** Deletes with everything that it owns; harmless where nothing is. */
    public void delete(String path) {
        Answer answer = call("DELETE", path + "?propagationPolicy=Background", MERGE, "");
        if (answer.status() != 404) {
            require(answer);
        }
    }

    public Answer get(String path) {
        return call("GET", path, MERGE, "");
    }

    /**
     * How pods do from now on whose names begin with this: {@code ready}, {@code not-ready}, {@code pending},
     * {@code crash}, {@code image-pull}, {@code succeed} or {@code fail}.
     */
    public void pods(String namespace, String prefix, String outcome, String log) {
        String json = "{\"outcome\": \"" + outcome + "\", \"log\": \""
                + log.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
        require(send(HttpRequest.newBuilder(node.resolve("/pods/" + namespace + "/" + prefix))
                .PUT(BodyPublishers.ofString(json))
                .build()));
    }

    /** The API server answers nobody any more, and its connections stay open: the worst way to be away. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            String pid = Files.readString(folder.resolve("kube-apiserver.pid")).strip();
            Process kill = new ProcessBuilder("kill", signal, pid).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("the API server can't be sent " + signal);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void await(String path) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (get(path).status() != 200) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the control plane has no " + path);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    public Answer call(String method, String path, String contentType, String body) {
        return call(method, path, contentType, body, administrator);
    }

    /** As whoever has this token. */
    public Answer call(String method, String path, String contentType, String body, String token) {
        return send(HttpRequest.newBuilder(server.resolve(path))
                .timeout(LONGEST_START)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void require(Answer answer) {
        if (answer.status() >= 300) {
            throw new IllegalStateException("the control plane answers " + answer);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        thaw();
        try {
            run(tools.resolve("down.sh"), folder, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Below those that other tests choose from. */
    private static int fiveFreePorts() {
        SecureRandom random = new SecureRandom();
        return IntStream.generate(() -> random.nextInt(12_000, 19_990))
                .limit(100)
                .filter(first -> IntStream.range(first, first + 5).allMatch(ControlPlane::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there are no five free ports in a row"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        List<Certificate> all = List.copyOf(
                CertificateFactory.getInstance("X.509").generateCertificates(Files.newInputStream(certificates)));
        for (Certificate each : all) {
            store.setCertificateEntry(Integer.toString(store.size()), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
