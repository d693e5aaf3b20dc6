package io.botfleet.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A control plane of this test's own: a real API server with its controllers, and a stand-in for a node that runs no
 * container. {@link ControlPlaneTools} says where one comes from.
 *
 * <p>Tools are a folder with {@code up.sh DIR}, {@code down.sh DIR} and {@code crds}, the definitions of ArgoCD and Sealed
 * Secrets. The first starts a control plane on loopback, on {@code KUBE_PORT} and the four ports after it, and leaves in DIR
 * a {@code kubeconfig}; {@code tokens.csv}, the administrator's first; {@code certs/apiserver.crt}, which is to be trusted;
 * and {@code kube-apiserver.pid}, unless the tools have {@code freeze.sh DIR} and {@code thaw.sh DIR}. It may leave
 * {@code crds} there instead. It may bring a stand-in for a node, of which it leaves {@code kubelet.pid} and which is told
 * over HTTP on the fourth port after KUBE_PORT how pods do; otherwise this JVM has one, and serves logs on the third.
 */
public final class ControlPlane implements AutoCloseable {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String CERTIFICATE = "certs/apiserver.crt";
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    /** An image may have to be fetched first. */
    private static final Duration LONGEST_SCRIPT = Duration.ofMinutes(5);

    /** What the API server said. */
    public record Answer(int status, String body) {}

    private final Path tools;
    private final Path folder;
    private final ApiAccess api;
    private final Node node;
    private boolean frozen;

    private ControlPlane(Path tools, Path folder, int port) throws IOException, GeneralSecurityException {
        this.tools = tools;
        this.folder = folder;
        String administrator = Files.readString(folder.resolve("tokens.csv")).split(",", 2)[0];
        this.api = new ApiAccess(URI.create("https://127.0.0.1:" + port), administrator, folder.resolve(CERTIFICATE));
        await("/readyz");
        this.node = Files.exists(folder.resolve("kubelet.pid"))
                ? NodeOfTheTools.await(URI.create("http://127.0.0.1:" + (port + 4)), LONGEST_START)
                : StandInNode.join(api, port + 3);
    }

    /** With the definitions of ArgoCD and Sealed Secrets. */
    public static ControlPlane start(Path tools) {
        ControlPlane started = startWithoutDefinitions(tools);
        try {
            started.define();
            return started;
        } catch (IOException failure) {
            started.close();
            throw new UncheckedIOException(failure);
        } catch (RuntimeException failure) {
            started.close();
            throw failure;
        }
    }

    /** With nothing but Kubernetes' own kinds. */
    static ControlPlane startWithoutDefinitions(Path tools) {
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
            try {
                return new ControlPlane(tools, folder, port);
            } catch (IOException | GeneralSecurityException | RuntimeException failed) {
                run(tools.resolve("down.sh"), folder, port);
                throw failed;
            }
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("the control plane does not start", failure);
        }
    }

    private void define() throws IOException {
        Path left = folder.resolve("crds");
        try (Stream<Path> definitions = Files.list(Files.isDirectory(left) ? left : tools.resolve("crds"))) {
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
            if (!process.waitFor(LONGEST_SCRIPT.toSeconds(), TimeUnit.SECONDS)) {
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
        return api.server();
    }

    /** By which its API server is known, in PEM. */
    public Path certificate() {
        return folder.resolve(CERTIFICATE);
    }

    /** A token of a ServiceAccount that is there, good for an hour, as the kubelet asks for one. */
    public String token(String namespace, String account) {
        Answer answer = call(
                "POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token",
                ApiAccess.JSON,
                """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                 "spec": {"audiences": [], "expirationSeconds": 3600}}""");
        require(answer);
        Map<?, ?> request = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(answer.body());
        return String.valueOf(((Map<?, ?>) Objects.requireNonNull(request.get("status"))).get("token"));
    }

    /** Applies every document, server-side, but for kinds that this control plane does not have. */
    public void apply(String yaml) {
        for (Manifest manifest : Manifest.all(yaml)) {
            require(call("PATCH", manifest.path() + "?fieldManager=test&force=true", APPLY, manifest.yaml()));
        }
    }

    /** Changes fields of what is there (RFC 7396). */
    public void merge(String path, String json) {
        require(call("PATCH", path, ApiAccess.MERGE, json));
    }

    /** Deletes with everything that it owns; harmless where nothing is. */
    public void delete(String path) {
        Answer answer = call("DELETE", path + "?propagationPolicy=Background", ApiAccess.MERGE, "");
        if (answer.status() != 404) {
            require(answer);
        }
    }

    public Answer get(String path) {
        return call("GET", path, ApiAccess.MERGE, "");
    }

    /**
     * How pods do from now on whose names begin with this: {@code ready}, {@code not-ready}, {@code pending},
     * {@code crash}, {@code image-pull}, {@code succeed} or {@code fail}.
     */
    public void pods(String namespace, String prefix, String outcome, String log) {
        node.fare(namespace, prefix, Outcome.of(outcome), log);
    }

    /** The API server answers nobody any more, and its connections stay open: the worst way to be away. */
    public void freeze() {
        frozen = true;
        signal("freeze.sh", "-STOP");
    }

    public void thaw() {
        if (frozen) {
            frozen = false;
            signal("thaw.sh", "-CONT");
        }
    }

    /** Where the tools have no program for it, the API server is a process that takes signals. */
    private void signal(String program, String signal) {
        try {
            Path own = tools.resolve(program);
            if (Files.exists(own)) {
                Optional<String> failure = run(own, folder, api.server().getPort());
                if (failure.isPresent()) {
                    throw new IllegalStateException(program + " fails: " + failure.get());
                }
                return;
            }
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
        return api.call(method, path, contentType, body);
    }

    /** As whoever has this token. */
    public Answer call(String method, String path, String contentType, String body, String token) {
        return api.call(method, path, contentType, body, token);
    }

    /** An answer that goes on for as long as the server wants, line by line. */
    Stream<String> lines(String path) {
        return api.lines(path);
    }

    private static void require(Answer answer) {
        if (answer.status() >= 300) {
            throw new IllegalStateException("the control plane answers " + answer);
        }
    }

    @Override
    public void close() {
        node.close();
        thaw();
        api.close();
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
}
