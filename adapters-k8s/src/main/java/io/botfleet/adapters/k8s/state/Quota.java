package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a namespace's ResourceQuota refuses for want of room, which comes back when something else ends. Nobody tells it but in
 * words: the API server answers 403 as for anything forbidden, and who passes that on keeps the words alone
 * ({@code resourcequota/controller.go}: "exceeded quota: NAME, requested: …"). What no room would help is said otherwise ("failed
 * quota: …: must specify …").
 */
final class Quota {
    private static final String WORDS = "exceeded quota: ";

    private Quota() {}

    static boolean isInTheWay(String words) {
        return words.contains(WORDS);
    }

    /**
     * Of an operation of ArgoCD, also of one that it is still trying again; empty where anything else was refused as well, which
     * no room would help.
     */
    static Optional<String> inTheWayOf(JsonNode operation) {
        List<String> refused = Kinds.elements(operation.path("syncResult").path("resources")).stream()
                .filter(each -> each.path("status").asText().equals("SyncFailed"))
                .map(each -> each.path("message").asText())
                .toList();
        String message = operation.path("message").asText();
        return isInTheWay(message) && refused.stream().allMatch(Quota::isInTheWay)
                ? Optional.of(Kinds.inOneLine(message))
                : Optional.empty();
    }
}
