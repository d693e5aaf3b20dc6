package io.botfleet.adapters.local.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A control plane's API server, asked in JSON for any kind that it serves. */
final class ApiServer implements AutoCloseable {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String JSON = "application/json";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What the API server said. */
    record Answer(int status, JsonNode body) {}

    /** Where objects of a kind are, and whether they are in namespaces. */
    private record Resource(String plural, boolean namespaced) {}

    private final ControlPlane plane;
    private final Map<String, Map<String, Resource>> discovered = new HashMap<>();

    ApiServer(Path tools) {
        this.plane = ControlPlane.start(tools);
    }

    /** Applies an object, server-side; throws where the server refuses it. */
    void apply(JsonNode object) {
        applied(object, "");
    }

    /** What the server would make of an object; throws where it refuses it. */
    JsonNode dryRun(JsonNode object) {
        return applied(object, "&dryRun=All");
    }

    private JsonNode applied(JsonNode object, String more) {
        Answer answer = read(
                plane.call("PATCH", path(object) + "?fieldManager=test&force=true" + more, APPLY, object.toString()));
        if (answer.status() >= 300) {
            throw new IllegalStateException(object.path("kind").asText() + " "
                    + object.at("/metadata/name").asText() + ": "
                    + answer.body().path("message").asText());
        }
        return answer.body();
    }

    Answer create(String path, JsonNode object) {
        return read(plane.call("POST", path, JSON, object.toString()));
    }

    Answer createAs(String token, String path, JsonNode object) {
        return read(plane.call("POST", path, JSON, object.toString(), token));
    }

    /** The status alone of a request with this token. */
    int status(String method, String path, String token) {
        return plane.call(method, path, JSON, "", token).status();
    }

    /** The status alone of an attempt to apply with this token. */
    int statusOfApplying(String path, JsonNode object, String token) {
        return plane.call("PATCH", path + "?fieldManager=it", APPLY, object.toString(), token)
                .status();
    }

    /** A token of a service account, as a pod has one. */
    String token(String namespace, String account) {
        var request = KubernetesObjects.JSON.createObjectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").putArray("audiences");
        return create("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", request)
                .body()
                .at("/status/token")
                .asText();
    }

    private static Answer read(ControlPlane.Answer answer) {
        try {
            return new Answer(answer.status(), KubernetesObjects.JSON.readTree(answer.body()));
        } catch (JsonProcessingException noJson) {
            throw new IllegalStateException("the API server answers " + answer, noJson);
        }
    }

    /** Whether it has this object's kind in this object's version, by its own account. */
    boolean serves(JsonNode object) {
        return kinds(object.path("apiVersion").asText())
                .containsKey(object.path("kind").asText());
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
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found = discovered.getOrDefault(version, Map.of()).get(kind);
            if (found != null) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the control plane has no " + version + " " + kind);
            }
            discovered.put(version, kinds(version));
            if (!discovered.get(version).containsKey(kind)) {
                pause();
            }
        }
    }

    private Map<String, Resource> kinds(String version) {
        var kinds = new HashMap<String, Resource>();
        var answer = plane.call("GET", base(version), JSON, "");
        if (answer.status() == 200) {
            for (var each : read(answer).body().path("resources")) {
                if (!each.path("name").asText().contains("/")) {
                    kinds.put(
                            each.path("kind").asText(),
                            new Resource(
                                    each.path("name").asText(),
                                    each.path("namespaced").asBoolean()));
                }
            }
        }
        return kinds;
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        plane.close();
    }
}
