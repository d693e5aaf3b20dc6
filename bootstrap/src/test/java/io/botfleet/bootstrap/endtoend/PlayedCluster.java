package io.botfleet.bootstrap.endtoend;

import static io.botfleet.bootstrap.endtoend.PlayedArgo.BOTS;
import static io.botfleet.bootstrap.endtoend.PlayedArgo.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.bootstrap.endtoend.PlayedNode.Api;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real control plane, and what it has nobody for. ArgoCD: what is rendered of a commit is applied, and an Application takes
 * its bot along when it is deleted. The node: pods fare as a test says, and one that is well is a paperbot that the pod's own
 * manifests start.
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
        OTHER_VALUES,
        STANDS_STILL,
        SILENT,
        DEGRADED,
        SYNC_FAILED
    }

    private static final String HEAD = "gitops-head";
    private static final Pattern VALUES_DIGEST =
            Pattern.compile("(?<=botfleet\\.io/values-digest: )\"sha256:[0-9a-f]{64}\"");
    private static final String ANOTHER_DIGEST = "\"sha256:" + "ab".repeat(32) + "\"";
    private static final int ROUNDS_A_CRASH = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlPlane plane;
    private final PlainGit clone;
    private final PlayedArgo applications;
    private final PlayedBacktests backtests;
    private final PlayedNode node;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<String, String> rendered = new HashMap<>();
    private final Map<String, Trouble> played = new HashMap<>();
    private final Thread argo = Thread.ofPlatform().daemon().name("argo").unstarted(this::follow);
    /** Whose Applications were told to have lost their values. */
    private final Set<String> withoutValues = new HashSet<>();

    private volatile boolean held;
    private volatile boolean closed;
    private volatile String failure = "";

    PlayedCluster(ControlPlane plane, ServedParts parts, Path folder) throws Exception {
        this.plane = plane;
        this.clone = PlainGit.clone(parts.gitUrl(), folder.resolve("argo"));
        this.applications = new PlayedArgo(plane, clone);
        this.backtests = new PlayedBacktests(plane, clone, applications);
        this.node = new PlayedNode(folder.resolve("node"), parts.sealing());
        applications.make(HEAD, "GITOPS_HEAD", "");
        argo.start();
    }

    /** Where the names of bots' Services lead to; for {@code jdk.net.hosts.file}. */
    Path hosts() {
        return node.hosts();
    }

    PlayedBacktests backtests() {
        return backtests;
    }

    /** From now on, or from when the client has a bot. */
    void trouble(String client, Trouble trouble) {
        troubles.put(client, trouble);
    }

    /** ArgoCD takes up no commit from now on. */
    void hold() {
        held = true;
    }

    void goOn() {
        held = false;
    }

    /** How often the client's bot was asked to pause so far. */
    long pauses(String client) {
        return node.pauses(client);
    }

    /** Whether its Application is there and nobody has deleted it. */
    boolean hasApplication(String client) {
        return !applications.isLeaving(client);
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

    /** The one pod of a client's bot that is not on its way out. */
    String pod(String client) throws IOException {
        JsonNode pods = JSON.readTree(
                plane.get("/api/v1/namespaces/" + BOTS + "/pods?labelSelector=app.kubernetes.io/instance=" + client)
                        .body());
        List<String> ids = new ArrayList<>();
        for (JsonNode pod : pods.required("items")) {
            if (!pod.path("metadata").has("deletionTimestamp")) {
                ids.add(pod.at("/metadata/uid").asText());
            }
        }
        assertThat(ids).hasSize(1);
        return ids.getFirst();
    }

    private void follow() {
        String head = "";
        int rounds = 0;
        try {
            while (!closed) {
                if (!held) {
                    head = takeUp(head);
                }
                troubled(head);
                deleted();
                backtests.deleted();
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

    /** The newest commit. */
    private String takeUp(String before) throws Exception {
        clone.run("fetch", "--quiet");
        clone.run("reset", "--quiet", "--hard", "origin/main");
        String now = clone.run("rev-parse", "HEAD");
        if (!now.equals(before)) {
            sync(now);
        }
        return now;
    }

    private void sync(String head) throws Exception {
        List<String> clients = clients();
        withoutValues.removeAll(clients);
        for (String client : rendered.keySet()) {
            if (!clients.contains(client)) {
                if (withoutValues.add(client)) {
                    assertThat(applications.isLeaving(client))
                            .as("%s was deleted before anybody knew that its values are gone", client)
                            .isFalse();
                }
                applications.hasNoValues(client, head);
            }
        }
        for (String client : clients) {
            Trouble trouble = troubles.getOrDefault(client, Trouble.NONE);
            if (!rendered.containsKey(client)) {
                applications.make(client, "POD_FREQTRADE_TRADE", ", botfleet.io/client-id: " + client);
            }
            String yaml = applications.render(client, "clientes/" + client);
            if (!yaml.equals(rendered.get(client))) {
                rendered.put(client, yaml);
                deploy(client, trouble, yaml);
            }
            status(client, head, trouble);
        }
        backtests.sync(head);
        applications.isSynced(HEAD, head);
    }

    /** Those whose trouble has changed since they were deployed. */
    private void troubled(String head) throws Exception {
        for (Map.Entry<String, String> each : rendered.entrySet()) {
            String client = each.getKey();
            Trouble trouble = troubles.getOrDefault(client, Trouble.NONE);
            if (trouble != played.get(client)) {
                deploy(client, trouble, each.getValue());
                status(client, head, trouble);
            }
        }
    }

    private void deploy(String client, Trouble trouble, String yaml) throws Exception {
        played.put(client, trouble);
        if (trouble == Trouble.SYNC_FAILED) {
            return;
        }
        switch (trouble) {
            case CRASH_LOOP -> plane.pods(BOTS, client, "crash", "2026-01-01 - freqtrade - ERROR - It breaks.\n");
            case IMAGE_PULL -> plane.pods(BOTS, client, "image-pull", "");
            case NEVER_READY -> plane.pods(BOTS, client, "not-ready", "");
            case NONE, WRONG_STRATEGY, OTHER_VALUES, STANDS_STILL, SILENT, DEGRADED, SYNC_FAILED ->
                plane.pods(BOTS, client, "ready", WORDS);
        }
        plane.apply(
                trouble == Trouble.OTHER_VALUES ? VALUES_DIGEST.matcher(yaml).replaceAll(ANOTHER_DIGEST) : yaml);
        switch (trouble) {
            case NONE, DEGRADED -> node.run(client, yaml, Api.ANSWERS);
            case STANDS_STILL -> node.run(client, yaml, Api.STANDS_STILL);
            // Somebody has changed it on its way to the pod.
            case WRONG_STRATEGY ->
                node.run(client, yaml.replace("value: \"SampleStrategy\"", "value: \"TrendStrategy\""), Api.ANSWERS);
            case SILENT -> node.run(client, yaml, Api.SILENT);
            case OTHER_VALUES -> {}
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
                applications.change(
                        "/api/v1/namespaces/" + BOTS + "/pods/"
                                + pod.at("/metadata/name").asText() + "/status",
                        "{\"status\": {\"containerStatuses\": " + containers + "}}");
            }
        }
    }

    /** Its finalizer takes along what it made. */
    private void deleted() {
        for (String client : List.copyOf(rendered.keySet())) {
            if (applications.isLeaving(client)) {
                plane.delete("/apis/apps/v1/namespaces/" + BOTS + "/deployments/" + client);
                node.end(client);
                applications.letGo(client);
                rendered.remove(client);
                withoutValues.remove(client);
                played.remove(client);
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

    private void status(String application, String revision, Trouble trouble) {
        switch (trouble) {
            case SYNC_FAILED -> applications.status(application, """
                    {"sync": {"status": "OutOfSync", "revision": "%1$s"}, "reconciledAt": "%2$s",
                     "health": {"status": "Missing"},
                     "operationState": {"phase": "Failed", "message": "one or more objects failed to apply",
                       "startedAt": "%2$s", "finishedAt": "%2$s",
                       "operation": {"sync": {"revision": "%1$s"}},
                       "syncResult": {"revision": "%1$s", "source": {"repoURL": "https://git.example.com"}}}}
                    """.formatted(revision, now()));
            case DEGRADED -> applications.status(application, """
                    {"sync": {"status": "Synced", "revision": "%1$s"}, "reconciledAt": "%2$s",
                     "health": {"status": "Degraded", "message": "no key could decrypt secret (SAMPLE)",
                       "lastTransitionTime": "%2$s"},
                     "operationState": null}
                    """.formatted(revision, now()));
            case NONE, CRASH_LOOP, IMAGE_PULL, NEVER_READY, WRONG_STRATEGY, OTHER_VALUES, STANDS_STILL, SILENT ->
                applications.isSynced(application, revision);
        }
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
