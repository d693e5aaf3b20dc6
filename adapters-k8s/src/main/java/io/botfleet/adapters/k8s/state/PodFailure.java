package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a pod failed that is not started again.
 *
 * @param message the kubelet's words, where it ended the pod, and how the container ended
 * @param container the first one that ended badly; empty where none is known to have
 */
public record PodFailure(String message, Optional<String> container) {
    static Optional<PodFailure> of(JsonNode status, List<JsonNode> containers) {
        if (!status.path("phase").asText().equals("Failed")) {
            return Optional.empty();
        }
        Optional<JsonNode> failed = containers.stream()
                .filter(each -> ended(each).path("exitCode").asInt() != 0)
                .findFirst();
        List<String> words = Stream.concat(ofPod(status).stream(), failed.map(PodFailure::ofContainer).stream())
                .toList();
        return Optional.of(new PodFailure(
                words.isEmpty() ? "the pod failed" : Kinds.shortened(String.join("; ", words)),
                failed.map(each -> each.path("name").asText())));
    }

    private static JsonNode ended(JsonNode container) {
        return container.path("state").path("terminated");
    }

    /** As an eviction, a deadline, or a node that is shut down. */
    private static Optional<String> ofPod(JsonNode status) {
        String words = Stream.of(
                        status.path("reason").asText(), status.path("message").asText())
                .filter(word -> !word.isBlank())
                .reduce((reason, message) -> reason + ": " + message)
                .orElse("");
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }

    /** {@code Error} tells no more than the exit code does. */
    private static String ofContainer(JsonNode container) {
        String reason = ended(container).path("reason").asText();
        return "the container " + container.path("name").asText() + " ended with exit code "
                + ended(container).path("exitCode").asInt()
                + (reason.isBlank() || reason.equals("Error") ? "" : " (" + reason + ")");
    }
}
