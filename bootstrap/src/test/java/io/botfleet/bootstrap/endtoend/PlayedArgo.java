package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What ArgoCD does with any Application: the chart of a commit is rendered by Helm with the values of that commit, and an
 * Application outlives its folder.
 */
final class PlayedArgo {
    /** The namespace of what it makes. */
    static final String BOTS = "freqtrade";

    private static final String INFRA = "infra";

    private final ControlPlane plane;
    private final PlainGit clone;

    PlayedArgo(ControlPlane plane, PlainGit clone) {
        this.plane = plane;
        this.clone = clone;
        for (String namespace : new String[] {BOTS, INFRA}) {
            plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        }
        plane.apply(
                "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: backtests}, value: -1000}");
    }

    /** @param labels further ones, each after a comma */
    void make(String application, String template, String labels) {
        plane.apply("""
            {apiVersion: argoproj.io/v1alpha1, kind: Application,
             metadata: {name: %s, namespace: %s, labels: {botfleet.io/template: %s%s},
               finalizers: [resources-finalizer.argocd.argoproj.io]},
             spec: {project: bots, destination: {namespace: %s, server: 'https://kubernetes.default.svc'}}}
            """.formatted(application, INFRA, template, labels, BOTS));
    }

    /** @param folder of the values, in the repository */
    String render(String application, String folder) {
        return new Helm(clone.folder().resolve("infra/charts/freqtrade"))
                .template()
                .withName(application)
                .withNamespace(BOTS)
                .withValuesFile(clone.folder().resolve(folder).resolve("values.yaml"))
                .call();
    }

    void isSynced(String application, String revision) {
        status(application, """
            {"sync": {"status": "Synced", "revision": "%s"}, "reconciledAt": "%s",
             "health": {"status": "Healthy"}, "operationState": null}
            """.formatted(revision, now()));
    }

    /** The values file that it names is there no more. */
    void hasNoValues(String application, String revision) {
        status(application, """
            {"sync": {"status": "Unknown", "revision": "%s"}, "reconciledAt": "%s", "operationState": null}
            """.formatted(revision, now()));
    }

    void status(String application, String json) {
        change(path(application), "{\"status\": " + json + "}");
    }

    boolean isThere(String application) {
        return plane.get(path(application)).status() == 200;
    }

    /** Somebody has deleted it. */
    boolean isLeaving(String application) {
        ControlPlane.Answer answer = plane.get(path(application));
        return answer.status() == 404 || answer.body().contains("\"deletionTimestamp\"");
    }

    /** What it made is gone. */
    void letGo(String application) {
        change(path(application), "{\"metadata\": {\"finalizers\": null}}");
    }

    /** Harmless where somebody else has deleted it a moment ago, which the next round sees. */
    void change(String path, String json) {
        ControlPlane.Answer answer = plane.call("PATCH", path, "application/merge-patch+json", json);
        assertThat(answer.status()).as(answer.body()).isIn(200, 404);
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String path(String application) {
        return "/apis/argoproj.io/v1alpha1/namespaces/" + INFRA + "/applications/" + application;
    }
}
