package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import java.util.Optional;

/**
 * A backtest's Job. That it succeeded proves nothing, since Freqtrade's exit codes lie; its pod has ended then.
 *
 * @param failure it has ended without success, and will not be tried again
 */
public record JobState(String name, boolean succeeded, Optional<String> failure) implements Watched {
    static JobState read(JsonNode object) {
        return new JobState(
                Kinds.name(object),
                isTrue(object, "Complete"),
                Kinds.condition(object, "Failed")
                        .filter(condition -> condition.path("status").asText().equals("True"))
                        .map(condition ->
                                Kinds.shortened(condition.path("reason").asText() + ": "
                                        + condition.path("message").asText())));
    }

    private static boolean isTrue(JsonNode object, String condition) {
        return Kinds.condition(object, condition)
                .filter(found -> found.path("status").asText().equals("True"))
                .isPresent();
    }

    @Override
    public String workload() {
        return name;
    }
}
