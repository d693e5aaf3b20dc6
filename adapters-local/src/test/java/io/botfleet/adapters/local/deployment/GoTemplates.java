package io.botfleet.adapters.local.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ApplicationSet's template, run by Go's own engine: Helm's, on what the directories generator gives. */
final class GoTemplates {
    private GoTemplates() {}

    /** The Application for one folder of the repository. */
    static ObjectNode application(JsonNode set, String folder) {
        var path = KubernetesObjects.JSON.createObjectNode();
        var segments = folder.split("/");
        path.put("path", folder)
                .put("basename", segments[segments.length - 1])
                .put("basenameNormalized", segments[segments.length - 1]);
        for (var segment : segments) {
            path.withArray("segments").add(segment);
        }
        var values = KubernetesObjects.JSON.createObjectNode();
        values.set("path", path);
        var template = ((ObjectNode) set.at("/spec/template").deepCopy())
                .put("apiVersion", "argoproj.io/v1alpha1")
                .put("kind", "Application");
        ((ObjectNode) template.path("metadata"))
                .put("namespace", set.at("/metadata/namespace").asText());
        try {
            var chart = Files.createTempDirectory("template");
            try {
                Files.writeString(chart.resolve("Chart.yaml"), "{apiVersion: v2, name: template, version: 0.0.0}");
                Files.writeString(chart.resolve("values.yaml"), values.toString());
                Files.createDirectory(chart.resolve("templates"));
                Files.writeString(
                        chart.resolve("templates/application.yaml"), "{{ with .Values }}" + template + "{{ end }}");
                return KubernetesObjects.read(new Helm(chart).template().call())
                        .findFirst()
                        .orElseThrow();
            } finally {
                delete(chart);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path chart) throws IOException {
        Files.delete(chart.resolve("templates/application.yaml"));
        Files.delete(chart.resolve("templates"));
        Files.delete(chart.resolve("values.yaml"));
        Files.delete(chart.resolve("Chart.yaml"));
        Files.delete(chart);
    }
}
