package io.botfleet.testkit.kubernetes;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of a pod, and the status that a kubelet would report of it (Kubernetes' API, PodStatus). */
enum Outcome {
    READY("ready", "Running", "{\"running\": {\"startedAt\": \"%1$s\"}}"),
    NOT_READY("not-ready", "Running", "{\"running\": {\"startedAt\": \"%1$s\"}}"),
    PENDING("pending", "Pending", "{\"waiting\": {\"reason\": \"ContainerCreating\"}}"),
    CRASH("crash", "Running", """
            {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off restarting failed container"}}\
            """),
    IMAGE_PULL("image-pull", "Pending", """
            {"waiting": {"reason": "ImagePullBackOff", "message": "image not found"}}\
            """),
    SUCCEED("succeed", "Succeeded", """
            {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": "%1$s", "finishedAt": "%1$s"}}\
            """),
    FAIL("fail", "Failed", """
            {"terminated": {"exitCode": 1, "reason": "Error", "startedAt": "%1$s", "finishedAt": "%1$s"}}\
            """);

    private static final int RESTARTS_OF_A_LOOP = 5;
    /** A pod's; of the network for documentation (RFC 5737), since no Endpoints may name a loopback address. */
    private static final String ADDRESS = "192.0.2.1";

    private final String word;
    private final String phase;
    private final String state;

    Outcome(String word, String phase, String state) {
        this.word = word;
        this.phase = phase;
        this.state = state;
    }

    static Outcome of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no pod fares like this: " + word));
    }

    String word() {
        return word;
    }

    /** Whether nothing changes after it. */
    boolean isTheEnd() {
        return this == SUCCEED || this == FAIL;
    }

    /** Whether a container runs that may print more. */
    boolean runs() {
        return this == READY || this == NOT_READY;
    }

    /** Whether no container has started. */
    boolean hasNotStarted() {
        return this == PENDING || this == IMAGE_PULL;
    }

    /** In JSON. */
    String statusOf(PodObject pod) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String containers = pod.containers().stream()
                .map(container -> statusOf(pod, container, now))
                .collect(Collectors.joining(", "));
        String conditions = Stream.of(
                        condition("PodScheduled", true, now),
                        condition("Initialized", true, now),
                        condition("ContainersReady", this == READY, now),
                        condition("Ready", this == READY, now))
                .collect(Collectors.joining(", "));
        return """
                {"phase": "%s", "podIP": "%s", "hostIP": "%s", "startTime": "%s",
                 "conditions": [%s], "containerStatuses": [%s]}
                """.formatted(phase, ADDRESS, StandInNode.ADDRESS, now, conditions, containers);
    }

    private static String condition(String type, boolean isTrue, Instant now) {
        return "{\"type\": \"%s\", \"status\": \"%s\", \"lastTransitionTime\": \"%s\"}"
                .formatted(type, isTrue ? "True" : "False", now);
    }

    /** A container is restarted as often as it was before, at least. */
    private String statusOf(PodObject pod, PodObject.Container container, Instant now) {
        int restarts = this == CRASH ? Math.max(RESTARTS_OF_A_LOOP, pod.restarts()) : pod.restarts();
        String last = this == CRASH
                ? "{\"terminated\": {\"exitCode\": 2, \"reason\": \"Error\", \"startedAt\": \"%1$s\", \"finishedAt\": \"%1$s\"}}"
                        .formatted(now)
                : "{}";
        return """
                {"name": "%s", "image": "%s", "imageID": "stand-in://%2$s", "containerID": "stand-in://%s/%1$s",
                 "ready": %s, "started": %4$s, "restartCount": %d, "state": %s, "lastState": %s}\
                """.formatted(
                container.name(), container.image(), pod.uid(), this == READY, restarts, state.formatted(now), last);
    }
}
