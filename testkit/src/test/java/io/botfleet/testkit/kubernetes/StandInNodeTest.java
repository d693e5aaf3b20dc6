package io.botfleet.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in of this project on a real control plane, whose own, where it has one, is stopped. */
@EnabledIf(value = "io.botfleet.testkit.kubernetes.ControlPlaneTools#areThere", disabledReason = ControlPlaneTools.NONE)
class StandInNodeTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ControlPlane plane;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        plane = ControlPlane.startWithoutDefinitions(
                withoutItsNode(ControlPlaneTools.find().orElseThrow(), folder));
        await("/api/v1/namespaces/default/serviceaccounts/default", _ -> true);
    }

    @AfterAll
    static void stop() {
        if (plane != null) {
            plane.close();
        }
    }

    /** The same tools; what they start as a node is ended by its process id. */
    private static Path withoutItsNode(Path tools, Path folder) throws IOException {
        program(folder.resolve("down.sh"), "exec '%s/down.sh' \"$1\"\n".formatted(tools.toAbsolutePath()));
        for (var each : Map.of("freeze.sh", "-STOP", "thaw.sh", "-CONT").entrySet()) {
            Path own = tools.resolve(each.getKey()).toAbsolutePath();
            program(
                    folder.resolve(each.getKey()),
                    Files.exists(own)
                            ? "exec '%s' \"$1\"\n".formatted(own)
                            : "kill %s \"$(cat \"$1/kube-apiserver.pid\")\"\n".formatted(each.getValue()));
        }
        program(folder.resolve("up.sh"), """
                '%s/up.sh' "$1"
                if [ -f "$1/kubelet.pid" ]; then
                  kill "$(cat "$1/kubelet.pid")"
                  rm "$1/kubelet.pid"
                fi
                """.formatted(tools.toAbsolutePath()));
        return folder;
    }

    private static void program(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\nset -euo pipefail\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void isANodeThatIsReady() {
        assertThat(await("/api/v1/nodes/" + StandInNode.NAME, _ -> true))
                .containsPattern("\"type\": *\"Ready\",\\s*\"status\": *\"True\"");
    }

    @ParameterizedTest
    @CsvSource({
        "ready, Running, running, true",
        "not-ready, Running, running, false",
        "pending, Pending, ContainerCreating, false",
        "crash, Running, CrashLoopBackOff, false",
        "image-pull, Pending, ImagePullBackOff, false",
        "succeed, Succeeded, Completed, false",
        "fail, Failed, '\"exitCode\":1', false"
    })
    void reportsWhatAPodIsToldToDo(String outcome, String phase, String state, boolean ready) {
        String name = "told-" + outcome;
        plane.pods("default", name, outcome, "");
        pod(name);

        String status = await(PODS + "/" + name, pod -> pod.contains(state));

        assertThat(status)
                .contains(
                        "\"phase\":\"" + phase + "\"",
                        "\"ready\":" + ready,
                        "\"nodeName\":\"" + StandInNode.NAME + "\"")
                .contains("\"restartCount\":" + (outcome.equals("crash") ? 5 : 0));
    }

    @Test
    void goesOnAsItIsToldLaterAndForgetsNoRestart() {
        plane.pods("default", "later", "crash", "");
        pod("later");
        await(PODS + "/later", pod -> pod.contains("CrashLoopBackOff"));
        plane.pods("default", "another", "fail", "");

        plane.pods("default", "later", "ready", "");

        assertThat(await(PODS + "/later", pod -> pod.contains("\"ready\":true")))
                .contains("\"restartCount\":5");
        plane.pods("default", "later", "succeed", "");
        await(PODS + "/later", pod -> pod.contains("\"phase\":\"Succeeded\""));
        plane.pods("default", "later", "ready", "");
        assertThat(get(PODS + "/later")).as("what has ended").contains("\"phase\":\"Succeeded\"");
    }

    @Test
    void takesTheLongestPrefixThatFits() {
        plane.pods("default", "prefix", "crash", "");
        plane.pods("default", "prefix-of", "not-ready", "");
        plane.pods("kube-system", "prefix-of-another", "fail", "");
        pod("prefix-of-another-pod");

        assertThat(await(PODS + "/prefix-of-another-pod", pod -> pod.contains("\"startTime\"")))
                .contains("\"running\"", "\"ready\":false");
    }

    @Test
    void letsAPodGoThatIsDeleted() {
        pod("leaving");
        await(PODS + "/leaving", pod -> pod.contains("\"phase\":\"Running\""));

        plane.delete(PODS + "/leaving");

        isGone(PODS + "/leaving");
    }

    /** Neither is told anything: a Job's pod succeeds, and any other gets ready. */
    @Test
    void completesAJobAndMakesADeploymentAvailable() {
        plane.apply("""
                {apiVersion: batch/v1, kind: Job, metadata: {name: work, namespace: default},
                 spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: none}]}}}}
                """);
        plane.apply("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: serve, namespace: default},
                 spec: {replicas: 2, selector: {matchLabels: {app: serve}}, template: {metadata: {labels: {app: serve}},
                   spec: {containers: [{name: main, image: none}]}}}}
                """);

        await("/apis/batch/v1/namespaces/default/jobs/work", job -> job.contains("\"Complete\""));
        await(
                "/apis/apps/v1/namespaces/default/deployments/serve",
                deployment -> deployment.contains("\"availableReplicas\":2"));
    }

    @Test
    void servesALogThroughTheApiServer() {
        plane.pods("default", "prints", "ready", "one\ntwo \"2\"\nthree\n");
        pod("prints");
        await(PODS + "/prints", pod -> pod.contains("\"phase\":\"Running\""));

        assertThat(log("prints", "")).isEqualTo("one\ntwo \"2\"\nthree\n");
        assertThat(log("prints", "?tailLines=2")).isEqualTo("two \"2\"\nthree\n");
        assertThat(log("prints", "?tailLines=0")).isEmpty();
        assertThat(log("prints", "?limitBytes=5")).isEqualTo("one\nt");
        assertThat(log("prints", "?tailLines=1&timestamps=true"))
                .matches(Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z three\n"));
        assertThat(log("prints", "?sinceTime=" + Instant.now().plus(Duration.ofHours(1))))
                .isEmpty();
    }

    @Test
    void hasNoLogOfAContainerThatHasNotStarted() {
        plane.pods("default", "waits", "pending", "");
        pod("waits");
        await(PODS + "/waits", pod -> pod.contains("ContainerCreating"));

        ControlPlane.Answer answer = plane.get(PODS + "/waits/log");

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("waiting to start");
    }

    @Test
    void passesOnWhatIsPrintedUntilTheContainerEnds() throws InterruptedException {
        plane.pods("default", "goes-on", "ready", "one\n");
        pod("goes-on");
        await(PODS + "/goes-on", pod -> pod.contains("\"phase\":\"Running\""));
        List<String> read = new CopyOnWriteArrayList<>();
        Thread reader = Thread.startVirtualThread(() -> {
            try (Stream<String> lines = plane.lines(PODS + "/goes-on/log?follow=true&tailLines=1")) {
                lines.forEach(read::add);
            }
        });
        awaits(() -> read.equals(List.of("one")), "the first line");

        plane.pods("default", "goes-on", "ready", "one\ntwo\n");
        awaits(() -> read.equals(List.of("one", "two")), "the second line");
        assertThat(reader.isAlive()).isTrue();
        plane.pods("default", "goes-on", "succeed", "one\ntwo\nthree\n");

        assertThat(reader.join(PATIENCE)).as("the log ends with its container").isTrue();
        assertThat(read).containsExactly("one", "two", "three");
    }

    @Test
    void goesOnAfterTheApiServerWasAway() throws InterruptedException {
        pod("stays");
        await(PODS + "/stays", pod -> pod.contains("\"phase\":\"Running\""));

        plane.freeze();
        Thread asking = Thread.startVirtualThread(() -> get(PODS));
        assertThat(asking.join(Duration.ofMillis(500))).as("nobody is answered").isFalse();
        plane.thaw();
        assertThat(asking.join(PATIENCE)).isTrue();

        pod("comes-after");
        await(PODS + "/comes-after", pod -> pod.contains("\"phase\":\"Running\""));
        plane.delete(PODS + "/stays");
        isGone(PODS + "/stays");
    }

    private static void pod(String name) {
        ControlPlane.Answer made = plane.call("POST", PODS, "application/json", """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
                 "spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "none"}]}}
                """.formatted(name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private static String log(String pod, String query) {
        return get(PODS + "/" + pod + "/log" + query);
    }

    private static String get(String path) {
        ControlPlane.Answer answer = plane.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String await(String path, Predicate<String> condition) {
        awaits(
                () -> plane.get(path) instanceof ControlPlane.Answer(int status, String body)
                        && status == 200
                        && condition.test(body),
                path);
        return get(path);
    }

    private static void isGone(String path) {
        awaits(() -> plane.get(path).status() == 404, path + " is gone");
    }

    private static void awaits(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
