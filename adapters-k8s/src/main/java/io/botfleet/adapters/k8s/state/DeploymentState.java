package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import java.time.Instant;
import java.util.Optional;

/**
 * A bot's Deployment.
 *
 * @param hindrance no pod can be made for want of room, whatever the deadline
 * @param refused no pod can be made for another reason, which stays
 * @param stuck it has not come to run for longer than its progress deadline, though there was room
 */
public record DeploymentState(String name, Optional<String> hindrance, boolean refused, Optional<Finding> stuck)
        implements Watched {
    static DeploymentState read(JsonNode object) {
        JsonNode status = object.path("status");
        boolean current = status.path("observedGeneration").asLong()
                >= object.path("metadata").path("generation").asLong();
        Optional<String> noPod = Kinds.condition(object, "ReplicaFailure")
                .filter(condition -> condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("message").asText());
        Optional<String> noRoom = noPod.filter(Quota::isInTheWay).map(Kinds::inOneLine);
        boolean refused = noPod.isPresent() && noRoom.isEmpty();
        // Between a failure that is over and the pod that comes of it, the deadline that passed meanwhile is still
        // told.
        boolean hadRoom = refused || status.path("updatedReplicas").asInt() > 0;
        return new DeploymentState(
                Kinds.name(object),
                noRoom,
                refused,
                Kinds.condition(object, "Progressing")
                        .filter(condition -> current
                                && noRoom.isEmpty()
                                && hadRoom
                                && condition.path("status").asText().equals("False")
                                && condition.path("reason").asText().equals("ProgressDeadlineExceeded"))
                        .map(condition -> new Finding(
                                Kinds.shortened(condition.path("message").asText()),
                                Kinds.instant(condition.path("lastUpdateTime")).orElse(Instant.EPOCH))));
    }

    /** Whether nothing is known to be wrong but that it has no pod yet. */
    public boolean waitsForPod(boolean hasPod) {
        return hindrance.isPresent() || (!hasPod && !refused);
    }

    @Override
    public String workload() {
        return name;
    }
}
