package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.domain.bot.Pod.Phase;
import java.util.Map;

/** A pod as the cluster's API tells of it; {@code startedAt} is in ISO 8601. */
public record PodStatus(
        String name,
        String uid,
        Map<String, String> annotations,
        String image,
        Phase phase,
        int restarts,
        String startedAt) {
    public PodStatus {
        annotations = Map.copyOf(annotations);
    }
}
