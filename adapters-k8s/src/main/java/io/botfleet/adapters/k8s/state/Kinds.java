package io.botfleet.adapters.k8s.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.k8s.watch.Kind;
import io.botfleet.domain.document.Wording;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The kinds that are watched, and how their JSON is read. Whatever a field holds, reading it throws nothing: one odd object
 * must not hide the others.
 */
public final class Kinds {
    private static final int LONGEST_MESSAGE = 600;
    private static final Pattern DUMP = Pattern.compile("Invalid value: [A-Za-z0-9.]+\\{.*}(?=: )", Pattern.DOTALL);
    /** As the chart labels what it makes; infra/charts/freqtrade. */
    private static final String OF_THE_CHART = "app.kubernetes.io/name=freqtrade,app.kubernetes.io/part-of=botfleet";

    private Kinds() {}

    public static Kind<PodState> pods(String namespace) {
        return new Kind<>("pods", "/api/v1/namespaces/" + namespace + "/pods", OF_THE_CHART, PodState::read);
    }

    public static Kind<DeploymentState> deployments(String namespace) {
        return new Kind<>(
                "Deployments",
                "/apis/apps/v1/namespaces/" + namespace + "/deployments",
                OF_THE_CHART,
                DeploymentState::read);
    }

    public static Kind<JobState> jobs(String namespace) {
        return new Kind<>("Jobs", "/apis/batch/v1/namespaces/" + namespace + "/jobs", OF_THE_CHART, JobState::read);
    }

    /** Those that the ApplicationSets make, and the one that follows the repository itself; infra/argocd. */
    public static Kind<ApplicationState> applications(String namespace) {
        return new Kind<>(
                "Applications",
                "/apis/argoproj.io/v1alpha1/namespaces/" + namespace + "/applications",
                ApplicationState.TEMPLATE,
                ApplicationState::read);
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    static String label(JsonNode object, String label) {
        return object.path("metadata").path("labels").path(label).asText();
    }

    static boolean isBeingDeleted(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }

    static Optional<Instant> createdAt(JsonNode object) {
        return instant(object.path("metadata").path("creationTimestamp"));
    }

    /** RFC 3339, as the API server writes it. */
    static Optional<Instant> instant(JsonNode time) {
        try {
            return time.isTextual() ? Optional.of(Instant.parse(time.textValue())) : Optional.empty();
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    static Optional<JsonNode> condition(JsonNode object, String type) {
        return elements(object.path("status").path("conditions")).stream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst();
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /**
     * Without the object that an API server repeats as a whole before it says what is wrong with it: the reason stands behind
     * some thousand characters then, as with {@code spec.template: Invalid value: core.PodTemplateSpec{…}: field is immutable}.
     */
    static String withoutDumps(String message) {
        return DUMP.matcher(message).replaceAll("Invalid value");
    }

    /** Fit to stand in a sentence of ours. */
    static String inOneLine(String message) {
        return Wording.clean(withoutDumps(message).strip().replaceAll("\\s+", " "), LONGEST_MESSAGE);
    }

    static String shortened(String message) {
        String clean = message.strip();
        return clean.length() <= LONGEST_MESSAGE ? clean : clean.substring(0, LONGEST_MESSAGE) + "…";
    }
}
