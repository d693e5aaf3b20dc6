package io.botfleet.adapters.local.cluster.manifest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ObjectMeta}, as far as charts write it. */
public record Metadata(
        @Nullable String name,
        @Nullable String namespace,
        @Ignored @Nullable Map<String, String> labels,
        Map<String, String> annotations) {
    public Metadata {
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
}
