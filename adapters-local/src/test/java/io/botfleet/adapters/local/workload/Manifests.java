package io.botfleet.adapters.local.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Helm makes of a values file, read as JSON. */
record Manifests(List<JsonNode> all) {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String DIGEST = "botfleet.io/values-digest";

    /** Renders, or throws {@link IllegalStateException} with Helm's words where the chart refuses the values. */
    static Manifests render(Path values) {
        var rendered = new Helm(Repository.CHART)
                .template()
                .withName("release")
                .withValuesFile(values)
                .call();
        var manifests = new ArrayList<JsonNode>();
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(rendered)) {
            if (document != null) {
                manifests.add(JSON.valueToTree(document));
            }
        }
        return new Manifests(manifests);
    }

    /** Renders values given as JSON, which is YAML. */
    static Manifests render(ObjectNode values) {
        return render(values.toString());
    }

    /** Renders the text of a values file. */
    static Manifests render(String yaml) {
        try {
            var file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, yaml);
                return render(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static ObjectNode values(Path file) {
        try {
            var document = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            return JSON.valueToTree(document);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonNode only(String kind) {
        var found = ofKind(kind);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " manifests of kind " + kind);
        }
        return found.getFirst();
    }

    List<JsonNode> ofKind(String kind) {
        return all.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind))
                .toList();
    }

    /** The bot's Deployment or the job. */
    JsonNode workload() {
        return ofKind("Deployment").isEmpty() ? only("Job") : only("Deployment");
    }

    JsonNode podTemplate() {
        return workload().path("spec").path("template");
    }

    String annotation(String name) {
        return podTemplate().path("metadata").path("annotations").path(name).asText();
    }

    /** A file of the configuration, as the pod finds it. */
    JsonNode configuration(String file) {
        for (var map : ofKind("ConfigMap")) {
            var text = map.path("data").path(file);
            if (text.isTextual()) {
                try {
                    return JSON.readTree(text.asText());
                } catch (JsonProcessingException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
        throw new AssertionError("no ConfigMap holds " + file);
    }
}
