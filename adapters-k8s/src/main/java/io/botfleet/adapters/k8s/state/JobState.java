package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/**
 * A backtest's Job. That it succeeded proves nothing, since Freqtrade's exit codes lie; its pod has ended then.
 *
 * @param succeeded its pod has ended well
 * @param failure it has ended without success, and will not be tried again
 * @param last what is known of its pod once it has ended, also where that is gone: with its node, or since the Job's own
 *     deadline takes it away; empty before, and while the Job is being deleted
 */
public record JobState(String name, boolean succeeded, Optional<String> failure, Optional<Pod> last)
        implements Watched {
    static JobState read(JsonNode object) {
        boolean succeeded = condition(object, "Complete").isPresent();
        Optional<String> failure = condition(object, "Failed")
                .map(condition -> Kinds.shortened(condition.path("reason").asText() + ": "
                        + condition.path("message").asText()));
        boolean over = (succeeded || failure.isPresent()) && !Kinds.isBeingDeleted(object);
        return new JobState(
                Kinds.name(object), succeeded, failure, over ? Optional.of(last(object)) : Optional.empty());
    }

    private static Optional<JsonNode> condition(JsonNode object, String type) {
        return Kinds.condition(object, type)
                .filter(found -> found.path("status").asText().equals("True"));
    }

    /** By what its template says of every pod that it makes. */
    private static Pod last(JsonNode object) {
        JsonNode template = object.path("spec").path("template");
        return new Pod(
                Kinds.name(object),
                object.path("metadata").path("uid").asText(),
                PodState.annotation(template, "botfleet.io/command-id", CommandId::parse),
                PodState.annotation(template, "botfleet.io/values-digest", ValuesDigest::new),
                PodState.mainImage(template.path("spec")),
                Pod.Phase.ENDED,
                0,
                Kinds.instant(object.path("status").path("startTime"))
                        .or(() -> Kinds.createdAt(object))
                        .orElse(Instant.EPOCH));
    }

    public boolean isOver() {
        return succeeded || failure.isPresent();
    }

    @Override
    public String workload() {
        return name;
    }
}
