package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import io.botfleet.domain.gitops.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An Application of ArgoCD; its status is described in {@code pkg/apis/application/v1alpha1/types.go}.
 *
 * @param sync whether what runs is what the repository says
 * @param revision the last one that was taken up: deployed, or refused where {@code refusal} tells so
 * @param refusal why the manifests of {@code revision} could not be applied
 * @param hindrance what is in the way and may pass by itself: a quota, or why ArgoCD can't compare
 * @param degraded ArgoCD finds it degraded
 * @param leaving it is being deleted with all that it made
 */
public record ApplicationState(
        String name,
        String uid,
        String workload,
        Sync sync,
        Optional<CommitId> revision,
        Optional<String> refusal,
        Optional<String> hindrance,
        Optional<Finding> degraded,
        boolean leaving)
        implements Watched {
    /** What ArgoCD's comparison came to. */
    public enum Sync {
        SYNCED,
        OUT_OF_SYNC,
        /** It could not compare: the values are not there, or can't be rendered, or nothing can be asked now. */
        UNKNOWN
    }

    static final String TEMPLATE = "botfleet.io/template";

    /** The Application that makes nothing, and whose revision is the one that ArgoCD has; infra/argocd/gitops-head.yaml. */
    public static final String HEAD = "gitops-head";

    static ApplicationState read(JsonNode object) {
        JsonNode status = object.path("status");
        JsonNode operation = status.path("operationState");
        Sync sync =
                switch (status.path("sync").path("status").asText()) {
                    case "Synced" -> Sync.SYNCED;
                    case "OutOfSync" -> Sync.OUT_OF_SYNC;
                    default -> Sync.UNKNOWN;
                };
        boolean failed =
                List.of("Failed", "Error").contains(operation.path("phase").asText());
        Optional<String> noRoom = sync == Sync.OUT_OF_SYNC ? Quota.inTheWayOf(operation) : Optional.empty();
        return new ApplicationState(
                Kinds.name(object),
                object.path("metadata").path("uid").asText(),
                workload(object),
                sync,
                sync == Sync.SYNCED ? commit(status.path("sync").path("revision")) : takenUp(status, operation, failed),
                // A failure that stays on record after what runs has become right again, or while ArgoCD can't compare,
                // is no failure of what is there now.
                failed && sync == Sync.OUT_OF_SYNC && noRoom.isEmpty()
                        ? Optional.of(Kinds.shortened(
                                Kinds.withoutDumps(operation.path("message").asText("the sync failed"))))
                        : Optional.empty(),
                noRoom.or(() -> errors(status)),
                degraded(status),
                Kinds.isBeingDeleted(object));
    }

    /** A backtest's Application is named for its folder, its Job for what it runs; both begin with the client. */
    private static String workload(JsonNode object) {
        String backtest = Kinds.label(object, "botfleet.io/backtest-id");
        return backtest.isEmpty()
                ? Kinds.name(object)
                : Kinds.label(object, "botfleet.io/client-id") + "-backtest-" + backtest;
    }

    /** While ArgoCD compares or syncs, the revision in {@code sync} is one that does not run yet. */
    private static Optional<CommitId> takenUp(JsonNode status, JsonNode operation, boolean failed) {
        Optional<CommitId> attempted = commit(operation.path("syncResult").path("revision"))
                .or(() -> commit(operation.path("operation").path("sync").path("revision")));
        if (failed || operation.path("phase").asText().equals("Succeeded")) {
            return attempted;
        }
        List<JsonNode> history = Kinds.elements(status.path("history"));
        return history.isEmpty() ? Optional.empty() : commit(history.getLast().path("revision"));
    }

    private static Optional<CommitId> commit(JsonNode revision) {
        try {
            return revision.isTextual() ? Optional.of(new CommitId(revision.textValue())) : Optional.empty();
        } catch (IllegalArgumentException noCommit) {
            return Optional.empty();
        }
    }

    /**
     * What ArgoCD can't do, as a ComparisonError where the chart refuses the values. No failure: the same words come while
     * its repository server is away. Its warnings (types that end so) are about what it does.
     */
    private static Optional<String> errors(JsonNode status) {
        String words = Kinds.elements(status.path("conditions")).stream()
                .filter(each -> each.path("type").asText().endsWith("Error"))
                .map(each ->
                        each.path("type").asText() + ": " + each.path("message").asText())
                .distinct()
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? Optional.empty() : Optional.of(Kinds.inOneLine(words));
    }

    private static Optional<Finding> degraded(JsonNode status) {
        if (!status.path("health").path("status").asText().equals("Degraded")) {
            return Optional.empty();
        }
        Instant at = Stream.of(status.path("health").path("lastTransitionTime"), status.path("reconciledAt"))
                .flatMap(time -> Kinds.instant(time).stream())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        String words = status.path("health").path("message").asText();
        return Optional.of(new Finding(words.isEmpty() ? "ArgoCD finds it degraded" : Kinds.shortened(words), at));
    }

    /** Other clients' commits move the revision of every Application, and change nothing in it. */
    @Override
    public boolean isNewsAfter(Watched before) {
        if (sync == Sync.SYNCED && before instanceof ApplicationState former && former.sync == Sync.SYNCED) {
            return !at(former.revision()).equals(former);
        }
        return !equals(before);
    }

    private ApplicationState at(Optional<CommitId> other) {
        return new ApplicationState(name, uid, workload, sync, other, refusal, hindrance, degraded, leaving);
    }
}
