package io.botfleet.testkit.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a node wants to know of a pod. */
record PodObject(
        String namespace,
        String name,
        String uid,
        Optional<String> node,
        boolean ofAJob,
        boolean isLeaving,
        boolean hasEnded,
        int restarts,
        List<Container> containers) {

    record Container(String name, String image) {}

    /**
     * Something happened to a pod.
     *
     * @param type {@code ADDED}, {@code MODIFIED} or {@code DELETED}
     */
    record Event(String type, PodObject pod) {}

    PodObject {
        containers = List.copyOf(containers);
    }

    String path() {
        return "/api/v1/namespaces/" + namespace + "/pods/" + name;
    }

    /** A line of a watch, which is JSON and therefore YAML; empty for what is about no pod. */
    static Optional<Event> event(String line) {
        Map<?, ?> event = members(new Load(LoadSettings.builder()
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build())
                .loadFromString(line));
        Map<?, ?> object = members(event.get("object"));
        return Objects.equals(object.get("kind"), "Pod")
                ? Optional.of(new Event(String.valueOf(event.get("type")), of(object)))
                : Optional.empty();
    }

    private static PodObject of(Map<?, ?> pod) {
        Map<?, ?> metadata = members(pod.get("metadata"));
        Map<?, ?> spec = members(pod.get("spec"));
        Map<?, ?> status = members(pod.get("status"));
        List<Container> containers = new ArrayList<>();
        for (Map<?, ?> each : objects(spec.get("containers"))) {
            containers.add(new Container(String.valueOf(each.get("name")), String.valueOf(each.get("image"))));
        }
        return new PodObject(
                String.valueOf(metadata.get("namespace")),
                String.valueOf(metadata.get("name")),
                String.valueOf(metadata.get("uid")),
                Optional.ofNullable(spec.get("nodeName")).map(String::valueOf),
                objects(metadata.get("ownerReferences")).stream()
                        .anyMatch(owner -> Objects.equals(owner.get("kind"), "Job")),
                metadata.containsKey("deletionTimestamp"),
                List.of("Succeeded", "Failed").contains(String.valueOf(status.get("phase"))),
                objects(status.get("containerStatuses")).stream()
                        .mapToInt(container -> Integer.parseInt(String.valueOf(container.get("restartCount"))))
                        .max()
                        .orElse(0),
                containers);
    }

    private static Map<?, ?> members(@Nullable Object value) {
        return value instanceof Map<?, ?> members ? members : Map.of();
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (value instanceof List<?> items) {
            items.forEach(each -> objects.add(members(each)));
        }
        return objects;
    }
}
