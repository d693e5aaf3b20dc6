package io.botfleet.bootstrap.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A real control plane, and what it has nobody for. ArgoCD: the chart of a commit is rendered by Helm with the values of that
 * commit and applied, an Application outlives its folder, and takes its bot along when it is deleted. The node: pods fare as
 * a test says, and one that is well is a paperbot that the pod's own manifests start.
 */
final class PlayedCluster implements AutoCloseable {
    /** What a bot prints that runs. */
    static final String WORDS = "2026-01-01 10:00:00,000 - freqtrade.worker - INFO - Changing state to: RUNNING\n";

    /** What goes wrong with a client's bot. */
    enum Trouble {
        NONE,
        CRASH_LOOP,
        IMAGE_PULL,
        NEVER_READY,
        WRONG_STRATEGY,
        STANDS_STILL,
        DEGRADED,
        SYNC_FAILED
    }

    private static final String BOTS = "freqtrade";
    private static final String INFRA = "infra";
    private static final String HEAD = "gitops-head";
    private static final int ROUNDS_A_CRASH = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlPlane plane;
    private final PlainGit clone;
    private final PlayedNode node;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<String, String> rendered = new HashMap<>();
    private final Thread argo = Thread.ofPlatform().daemon().name("argo").unstarted(this::follow);
    private volatile boolean closed;
    private volatile String failure = "";

    PlayedCluster(ControlPlane plane, ServedParts parts, Path folder) throws Exception {
        this.plane = plane;
        this.clone = PlainGit.clone(parts.gitUrl(), folder.resolve("argo"));
        this.node = new PlayedNode(folder.resolve("node"), parts.sealing());
        for (String namespace : List.of(BOTS, INFRA)) {
            plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        }
        application(HEAD, "GITOPS_HEAD", "");
        argo.start();
    }

    /** Where the names of bots' Services lead to; for {@code jdk.net.hosts.file}. */
    Path hosts() {
        return node.hosts();
    }

    Path kubeconfig() {
        return plane.kubeconfig();
    }

    /** From the client's next deployment on. */
    void trouble(String client, Trouble trouble) {
        troubles.put(client, trouble);
    }

    /** Which went wrong with the play itself; empty while nothing did. */
    String failure() {
        return failure;
    }

    boolean hasDeployment(String client) {
        return plane.get("/apis/apps/v1/namespaces/" + BOTS + "/deployments/" + client)
                        .status()
                == 200;
    }

    private void follow() {
        String head = "";
        int rounds = 0;
        try {
            while (!closed) {
                clone.run("fetch", "--quiet");
                clone.run("reset", "--quiet", "--hard", "origin/main");
                String now = clone.run("rev-parse", "HEAD");
                boolean isNew = !now.equals(head);
                if (isNew) {
                    sync(now);
                    head = now;
                }
                deleted();
                node.tick();
                if (++rounds % ROUNDS_A_CRASH == 0) {
                    crashAgain();
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError broken) {
            failure = broken.toString();
            throw new IllegalStateException("the play is over", broken);
        }
    }

    private void sync(String head) throws Exception {
        List<String> clients = clients();
        for (String client : rendered.keySet()) {
            if (!clients.contains(client)) {
                // The values file that its Application names is there no more.
                merge(client, """
                    {"sync": {"status": "Unknown", "revision": "%s"}, "reconciledAt": "%s", "operationState": null}
                    """.formatted(head, now()));
            }
        }
        for (String client : clients) {
            Trouble trouble = troubles.getOrDefault(client, Trouble.NONE);
            if (!rendered.containsKey(client)) {
                application(client, "POD_FREQTRADE_TRADE", ", botfleet.io/client-id: " + client);
            }
            String yaml = render(client);
            if (!yaml.equals(rendered.get(client))) {
                rendered.put(client, yaml);
                deploy(client, trouble, yaml);
            }
            status(client, head, trouble);
        }
        status(HEAD, head, Trouble.NONE);
    }

    private void deploy(String client, Trouble trouble, String yaml) throws Exception {
        if (trouble == Trouble.SYNC_FAILED) {
            return;
        }
        switch (trouble) {
            case CRASH_LOOP -> plane.pods(BOTS, client, "crash", "2026-01-01 - freqtrade - ERROR - It breaks.\n");
            case IMAGE_PULL -> plane.pods(BOTS, client, "image-pull", "");
            case NEVER_READY -> plane.pods(BOTS, client, "not-ready", "");
            case NONE, WRONG_STRATEGY, STANDS_STILL, DEGRADED, SYNC_FAILED -> plane.pods(BOTS, client, "ready", WORDS);
        }
        plane.apply(yaml);
        switch (trouble) {
            case NONE, DEGRADED -> node.run(client, yaml, false);
            case STANDS_STILL -> node.run(client, yaml, true);
            // Somebody has changed it on its way to the pod.
            case WRONG_STRATEGY ->
                node.run(client, yaml.replace("value: \"SampleStrategy\"", "value: \"TrendStrategy\""), false);
            case CRASH_LOOP, IMAGE_PULL, NEVER_READY, SYNC_FAILED -> node.end(client);
        }
    }

    /** The stand-in for a kubelet starts no container again. */
    private void crashAgain() throws IOException {
        JsonNode pods =
                JSON.readTree(plane.get("/api/v1/namespaces/" + BOTS + "/pods").body());
        for (JsonNode pod : pods.path("items")) {
            JsonNode containers = pod.at("/status/containerStatuses");
            if (containers.at("/0/state/waiting/reason").asText().equals("CrashLoopBackOff")) {
                ObjectNode crashing = (ObjectNode) containers.get(0);
                crashing.put("restartCount", crashing.path("restartCount").asInt() + 1);
                plane.merge(
                        "/api/v1/namespaces/" + BOTS + "/pods/"
                                + pod.at("/metadata/name").asText() + "/status",
                        "{\"status\": {\"containerStatuses\": " + containers + "}}");
            }
        }
    }

    /** Its finalizer takes along what it made. */
    private void deleted() {
        for (String client : List.copyOf(rendered.keySet())) {
            if (plane.get(path(client)).status() == 404) {
                plane.delete("/apis/apps/v1/namespaces/" + BOTS + "/deployments/" + client);
                node.end(client);
                rendered.remove(client);
            }
        }
    }

    private List<String> clients() throws IOException {
        Path folder = clone.folder().resolve("clientes");
        List<String> clients = new ArrayList<>();
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(each -> Files.exists(each.resolve("values.yaml")))
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .forEach(clients::add);
        }
        return clients;
    }

    private String render(String client) {
        return new Helm(clone.folder().resolve("infra/charts/freqtrade"))
                .template()
                .withName(client)
                .withNamespace(BOTS)
                .withValuesFile(
                        clone.folder().resolve("clientes").resolve(client).resolve("values.yaml"))
                .call();
    }

    private void application(String name, String template, String labels) {
        plane.apply("""
            {apiVersion: argoproj.io/v1alpha1, kind: Application,
             metadata: {name: %s, namespace: %s, labels: {botfleet.io/template: %s%s}},
             spec: {project: bots, destination: {namespace: %s, server: 'https://kubernetes.default.svc'}}}
            """.formatted(name, INFRA, template, labels, BOTS));
    }

    private void status(String application, String revision, Trouble trouble) {
        String status =
                switch (trouble) {
                    case SYNC_FAILED -> """
                        {"sync": {"status": "OutOfSync", "revision": "%1$s"}, "reconciledAt": "%2$s",
                         "health": {"status": "Missing"},
                         "operationState": {"phase": "Failed", "message": "one or more objects failed to apply",
                           "startedAt": "%2$s", "finishedAt": "%2$s",
                           "operation": {"sync": {"revision": "%1$s"}},
                           "syncResult": {"revision": "%1$s", "source": {"repoURL": "https://git.example.com"}}}}
                        """;
                    case DEGRADED -> """
                        {"sync": {"status": "Synced", "revision": "%1$s"}, "reconciledAt": "%2$s",
                         "health": {"status": "Degraded", "message": "Deployment exceeded its progress deadline",
                           "lastTransitionTime": "%2$s"},
                         "operationState": null}
                        """;
                    case NONE, CRASH_LOOP, IMAGE_PULL, NEVER_READY, WRONG_STRATEGY, STANDS_STILL -> """
                        {"sync": {"status": "Synced", "revision": "%1$s"}, "reconciledAt": "%2$s",
                         "health": {"status": "Healthy"}, "operationState": null}
                        """;
                };
        merge(application, status.formatted(revision, now()));
    }

    private void merge(String application, String status) {
        plane.merge(path(application), "{\"status\": " + status + "}");
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String path(String application) {
        return "/apis/argoproj.io/v1alpha1/namespaces/" + INFRA + "/applications/" + application;
    }

    @Override
    public void close() {
        closed = true;
        try {
            argo.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        node.close();
    }
}
