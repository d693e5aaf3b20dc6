package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Watched;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A pod of a bot or a backtest.
 *
 * @param trouble of the first container that can't be started or ends again and again
 * @param end how the pod of a Job failed; empty while it runs, where it ended well, and for a bot's
 */
public record PodState(
        String name,
        String workload,
        Pod pod,
        Instant createdAt,
        Optional<ContainerTrouble> trouble,
        Optional<PodFailure> end)
        implements Watched {
    /** The container that runs Freqtrade; infra/charts/freqtrade. */
    static final String MAIN = "freqtrade";

    static PodState read(JsonNode object) {
        JsonNode status = object.path("status");
        Instant created = Kinds.createdAt(object).orElse(Instant.EPOCH);
        List<JsonNode> containers = Stream.concat(
                        Kinds.elements(status.path("initContainerStatuses")).stream(),
                        Kinds.elements(status.path("containerStatuses")).stream())
                .toList();
        Pod pod = new Pod(
                Kinds.name(object),
                object.path("metadata").path("uid").asText(),
                annotation(object, "botfleet.io/command-id", CommandId::parse),
                annotation(object, "botfleet.io/values-digest", ValuesDigest::new),
                mainImage(object.path("spec")),
                phase(object, isOfJob(object)),
                containers.stream()
                        .mapToInt(each -> each.path("restartCount").asInt())
                        .sum(),
                Kinds.instant(status.path("startTime")).orElse(created));
        return new PodState(
                pod.name(),
                Kinds.label(object, "app.kubernetes.io/instance"),
                pod,
                created,
                containers.stream()
                        .flatMap(each -> ContainerTrouble.of(each).stream())
                        .findFirst(),
                isOfJob(object) ? PodFailure.of(status, containers) : Optional.empty());
    }

    private static boolean isOfJob(JsonNode object) {
        return Kinds.elements(object.path("metadata").path("ownerReferences")).stream()
                .anyMatch(owner -> owner.path("kind").asText().equals("Job"));
    }

    /** An annotation that is missing or malformed belongs to no command, and is none of ours. */
    static <T> Optional<T> annotation(JsonNode object, String name, Function<String, T> parse) {
        try {
            return Optional.ofNullable(
                            object.path("metadata").path("annotations").get(name))
                    .map(JsonNode::asText)
                    .map(parse);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    static String mainImage(JsonNode spec) {
        return Kinds.elements(spec.path("containers")).stream()
                .filter(each -> each.path("name").asText().equals(MAIN))
                .map(each -> each.path("image").asText())
                .findFirst()
                .orElse("");
    }

    /** A Job's container that nobody probes is ready as soon as it runs, which says nothing. */
    private static Pod.Phase phase(JsonNode object, boolean ofJob) {
        if (Kinds.isBeingDeleted(object)) {
            return Pod.Phase.TERMINATING;
        }
        boolean ready = !ofJob
                && Kinds.condition(object, "Ready")
                        .filter(condition -> condition.path("status").asText().equals("True"))
                        .isPresent();
        boolean initialising = Kinds.elements(object.path("status").path("initContainerStatuses")).stream()
                .anyMatch(each -> !each.path("state").has("waiting"));
        return switch (object.path("status").path("phase").asText()) {
            case "Succeeded", "Failed" -> Pod.Phase.ENDED;
            case "Running", "Unknown" -> ready ? Pod.Phase.READY : Pod.Phase.RUNNING;
            default -> initialising ? Pod.Phase.INITIALISING : Pod.Phase.PENDING;
        };
    }

    /** The container whose log tells most: the one in trouble or that failed, or Freqtrade's. */
    public String container() {
        return trouble.map(ContainerTrouble::container)
                .or(() -> end.flatMap(PodFailure::container))
                .orElse(MAIN);
    }
}
