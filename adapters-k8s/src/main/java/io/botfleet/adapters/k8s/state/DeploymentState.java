package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import java.time.Instant;
import java.util.Optional;

/**
 * A bot's Deployment.
 *
 * @param stuck it has not come to run for longer than its progress deadline
 */
public record DeploymentState(String name, Optional<Finding> stuck) implements Watched {
    static DeploymentState read(JsonNode object) {
        boolean current = object.path("status").path("observedGeneration").asLong()
                >= object.path("metadata").path("generation").asLong();
        return new DeploymentState(
                Kinds.name(object),
                Kinds.condition(object, "Progressing")
                        .filter(condition -> current
                                && condition.path("status").asText().equals("False")
                                && condition.path("reason").asText().equals("ProgressDeadlineExceeded"))
                        .map(condition -> new Finding(
                                Kinds.shortened(condition.path("message").asText()),
                                Kinds.instant(condition.path("lastUpdateTime")).orElse(Instant.EPOCH))));
    }

    @Override
    public String workload() {
        return name;
    }
}
