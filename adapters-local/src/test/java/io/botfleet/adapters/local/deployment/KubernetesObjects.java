package io.botfleet.adapters.local.deployment;

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
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Kubernetes objects as JSON, from files or from what Helm makes of a chart. */
record KubernetesObjects(List<ObjectNode> all) {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The oldest that everything is for; without being told, Helm takes a cluster for one of 1.20. */
    private static final String KUBERNETES = "1.30.0";

    static KubernetesObjects ofFiles(List<Path> files) {
        return new KubernetesObjects(
                files.stream().flatMap(file -> read(Infra.text(file))).toList());
    }

    /** Renders, or throws {@link IllegalStateException} with Helm's words where the chart refuses the values. */
    static KubernetesObjects ofChart(Path chart, Path values) {
        return ofChart(chart, values, KUBERNETES);
    }

    /** As for a cluster of that version. */
    static KubernetesObjects ofChart(Path chart, Path values, String kubernetes) {
        return new KubernetesObjects(read(new Helm(chart)
                        .template()
                        .withName("botfleet")
                        .withNamespace("infra")
                        .withKubeVersion(kubernetes)
                        .withValuesFile(values)
                        .call())
                .toList());
    }

    /** Renders values given as JSON, which is YAML. */
    static KubernetesObjects ofChart(Path chart, JsonNode values) {
        try {
            var file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values.toString());
                return ofChart(chart, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static ObjectNode values(Path file) {
        return read(Infra.text(file)).findFirst().orElseThrow();
    }

    static Stream<ObjectNode> read(String yaml) {
        var documents = new ArrayList<ObjectNode>();
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document != null) {
                documents.add(JSON.valueToTree(document));
            }
        }
        return documents.stream();
    }

    KubernetesObjects and(KubernetesObjects others) {
        return new KubernetesObjects(
                Stream.concat(all.stream(), others.all.stream()).toList());
    }

    List<ObjectNode> ofKind(String kind) {
        return all.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    JsonNode only(String kind) {
        var found = ofKind(kind);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind);
        }
        return found.getFirst();
    }

    JsonNode named(String kind, String name) {
        return ofKind(kind).stream()
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** {@code apps/Deployment}, {@code /Service}: what an AppProject lists. */
    static String groupAndKind(JsonNode object) {
        var version = object.path("apiVersion").asText();
        var slash = version.indexOf('/');
        return (slash < 0 ? "" : version.substring(0, slash)) + "/"
                + object.path("kind").asText();
    }

    static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
