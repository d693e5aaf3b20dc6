package io.botfleet.testkit.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One object in YAML, and where the API server has it. */
record Manifest(String path, String yaml) {
    /** Kinds in namespaces, with their plural in URLs. */
    private static final Map<String, String> NAMESPACED = Map.ofEntries(
            Map.entry("ConfigMap", "configmaps"),
            Map.entry("Service", "services"),
            Map.entry("ServiceAccount", "serviceaccounts"),
            Map.entry("Role", "roles"),
            Map.entry("RoleBinding", "rolebindings"),
            Map.entry("Secret", "secrets"),
            Map.entry("ResourceQuota", "resourcequotas"),
            Map.entry("Deployment", "deployments"),
            Map.entry("Job", "jobs"),
            Map.entry("NetworkPolicy", "networkpolicies"),
            Map.entry("SealedSecret", "sealedsecrets"),
            Map.entry("Application", "applications"),
            Map.entry("ApplicationSet", "applicationsets"));

    private static final Map<String, String> OF_THE_CLUSTER = Map.of(
            "Namespace", "namespaces",
            "PriorityClass", "priorityclasses",
            "CustomResourceDefinition", "customresourcedefinitions");

    /** Every document of a file, but for kinds that the control plane does not have. */
    static List<Manifest> all(String yaml) {
        return Stream.of(yaml.split("(?m)^---.*$"))
                .flatMap(document -> of(document).stream())
                .toList();
    }

    private static Optional<Manifest> of(String yaml) {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        if (!(document instanceof Map<?, ?> object)) {
            return Optional.empty();
        }
        String version = text(object, "apiVersion");
        String kind = text(object, "kind");
        Map<?, ?> metadata = (Map<?, ?>) Objects.requireNonNull(object.get("metadata"));
        String base = (version.contains("/") ? "/apis/" : "/api/") + version;
        String name = "/" + text(metadata, "name");
        if (OF_THE_CLUSTER.containsKey(kind)) {
            return Optional.of(new Manifest(base + "/" + OF_THE_CLUSTER.get(kind) + name, yaml));
        }
        return Optional.ofNullable(NAMESPACED.get(kind))
                .map(plural ->
                        new Manifest(base + "/namespaces/" + text(metadata, "namespace") + "/" + plural + name, yaml));
    }

    private static String text(Map<?, ?> object, String field) {
        return String.valueOf(object.get(field));
    }
}
