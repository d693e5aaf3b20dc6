package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.domain.bot.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * Why a container does not run, where that is beyond doubt.
 *
 * @param message the kubelet's words
 */
public record ContainerTrouble(Problem.Kind kind, String container, int restarts, String message) {
    /**
     * The kubelet's reasons (pkg/kubelet/images/types.go). {@code ErrImagePull} is none of them: a first failure may be a
     * registry's bad moment, and the kubelet's backing off from further ones is what tells.
     */
    private static final Set<String> CAN_NOT_BE_PULLED =
            Set.of("ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

    static Optional<ContainerTrouble> of(JsonNode status) {
        JsonNode waiting = status.path("state").path("waiting");
        String reason = waiting.path("reason").asText();
        String name = status.path("name").asText();
        int restarts = status.path("restartCount").asInt();
        if (CAN_NOT_BE_PULLED.contains(reason)) {
            String words = waiting.path("message").asText();
            String message = reason + " of " + status.path("image").asText() + (words.isEmpty() ? "" : ": " + words);
            return Optional.of(new ContainerTrouble(Problem.Kind.IMAGE_PULL, name, restarts, Kinds.shortened(message)));
        }
        if (reason.equals("CrashLoopBackOff")) {
            JsonNode end = status.path("lastState").path("terminated");
            String message = "the container " + name + " ends again and again"
                    + (end.has("exitCode")
                            ? ", with exit code " + end.path("exitCode").asInt()
                            : "")
                    + (end.has("reason") ? " (" + end.path("reason").asText() + ")" : "");
            return Optional.of(new ContainerTrouble(Problem.Kind.CRASH_LOOP, name, restarts, message));
        }
        return Optional.empty();
    }
}
