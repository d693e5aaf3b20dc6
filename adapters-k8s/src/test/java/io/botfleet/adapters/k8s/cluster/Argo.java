package io.botfleet.adapters.k8s.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.JobsContract.Deployed;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Plays ArgoCD in two namespaces of a control plane: renders the chart with Helm, applies what comes out, and writes the
 * status of Applications as its controller does.
 */
final class Argo {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final ControlPlane plane;
    final String bots;
    final String namespace;
    private final ConcurrentSkipListSet<String> applications = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListSet<String> removed = new ConcurrentSkipListSet<>();
    private int commits;

    Argo(ControlPlane plane) {
        this.plane = plane;
        int number = NUMBER.incrementAndGet();
        this.bots = "freqtrade-" + number;
        this.namespace = "infra-" + number;
        plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + bots + "}}");
        plane.apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        plane.apply(
                "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: backtests}, value: -1000}");
        application("gitops-head", "GITOPS_HEAD", "");
    }

    KubernetesSettings settings(Duration staleness) {
        return new KubernetesSettings(
                Optional.of(plane.kubeconfig()),
                bots,
                namespace,
                new SealingSource.Controller(URI.create("http://127.0.0.1:1"), new Trust.Loopback()),
                staleness);
    }

    /** The status comes first here and last in ArgoCD; the platform has to cope with either. */
    Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        ValuesDocument values = values(client, command, order);
        application(client.value(), "POD_FREQTRADE_TRADE", ", botfleet.io/client-id: " + client.value());
        CommitId commit = commit();
        plane.apply(render(values));
        return new Deployed(commit, values.digest());
    }

    /** The chart's own example: backtest 7 of client 2. */
    void backtest() {
        applicationOf(new ClientId(2), new CommandId(7));
        commit();
        plane.apply(render(chart().resolve("ci/backtest-values.yaml")));
    }

    /** What the API server refuses is told as ArgoCD tells it. */
    Deployed deploy(ClientId client, CommandId command, RunBacktest order) {
        ValuesDocument values = ValuesDocument.ofBacktest(client, command, order, sealed());
        String name = applicationOf(client, command);
        Optional<String> refusal = apply(render(values));
        if (refusal.isPresent()) {
            applications.remove(name);
        }
        CommitId commit = commit();
        refusal.ifPresent(why -> refused(name, commit, why));
        applications.add(name);
        return new Deployed(commit, values.digest());
    }

    /** Why it was refused; empty where it was not. */
    private Optional<String> apply(String manifests) {
        try {
            plane.apply(manifests);
            return Optional.empty();
        } catch (IllegalStateException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private String applicationOf(ClientId client, CommandId backtest) {
        String name = "backtest-" + client + "-" + backtest;
        application(
                name,
                "POD_FREQTRADE_BACK_TEST",
                ", botfleet.io/client-id: " + client + ", botfleet.io/backtest-id: '" + backtest + "'");
        return name;
    }

    private void refused(String application, CommitId revision, String why) {
        ObjectNode operation = new ObjectMapper().createObjectNode();
        operation.put("phase", "Failed").put("message", why).put("startedAt", now().toString());
        operation.putObject("operation");
        operation.putObject("syncResult").put("revision", revision.toString());
        status(application, """
                {"sync": {"status": "OutOfSync", "revision": "%s"}, "operationState": %s}
                """.formatted(revision, operation));
    }

    CommitId remove(ClientId client, CommandId backtest) {
        return remove("backtest-" + client + "-" + backtest);
    }

    /** Its Application stays, and can't be rendered any more; nor does it say of which commit. */
    CommitId remove(ClientId client) {
        return remove(client.value());
    }

    private CommitId remove(String application) {
        applications.remove(application);
        removed.add(application);
        status(application, """
                {"sync": {"status": "Unknown", "revision": null}, "reconciledAt": "%s", "conditions":
                  [{"type": "ComparisonError", "message": "values.yaml: no such file or directory"}]}
                """.formatted(now()));
        return commit();
    }

    /** As the finalizer of an Application that is being deleted wants it: what it made goes first. */
    void finish() {
        for (String name : removed) {
            if (isLeaving(name)) {
                plane.delete(made(name));
                plane.merge(path(name), "{\"metadata\": {\"finalizers\": null}}");
                removed.remove(name);
            }
        }
    }

    private String made(String application) {
        String backtest = "backtest-";
        if (!application.startsWith(backtest)) {
            return "/apis/apps/v1/namespaces/" + bots + "/deployments/" + application;
        }
        int id = application.lastIndexOf('-');
        return "/apis/batch/v1/namespaces/" + bots + "/jobs/" + application.substring(backtest.length(), id)
                + "-backtest" + application.substring(id);
    }

    boolean isLeaving(String application) {
        return plane.get(path(application)).body().contains("\"deletionTimestamp\"");
    }

    /** Somebody deletes an Application, and what it made stays. */
    void forget(String application) {
        applications.remove(application);
        plane.merge(path(application), "{\"metadata\": {\"finalizers\": null}}");
        plane.delete(path(application));
    }

    /** What ArgoCD writes of one Application. */
    void status(String application, String json) {
        plane.merge(path(application), "{\"status\": " + json + "}");
    }

    /** What the chart makes of a bot of client 1. */
    ObjectNode deployment() {
        String yaml = render(chart().resolve("ci/trade-dry-run-values.yaml"));
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document instanceof Map<?, ?> object && Objects.equals(object.get("kind"), "Deployment")) {
                return new ObjectMapper().valueToTree(object);
            }
        }
        throw new AssertionError("the chart makes no Deployment");
    }

    void application(String name, String template, String labels) {
        plane.apply("""
                {apiVersion: argoproj.io/v1alpha1, kind: Application,
                 metadata: {name: %s, namespace: %s, labels: {botfleet.io/template: %s%s},
                   finalizers: [resources-finalizer.argocd.argoproj.io]},
                 spec: {project: bots, destination: {namespace: %s, server: 'https://kubernetes.default.svc'}}}
                """.formatted(name, namespace, template, labels, bots));
        applications.add(name);
    }

    /** Every Application is at the newest commit. */
    private CommitId commit() {
        commits++;
        CommitId commit = new CommitId("%040x".formatted(commits));
        for (String application : applications) {
            synced(application, commit);
        }
        return commit;
    }

    void synced(String application, CommitId revision) {
        status(application, """
                {"sync": {"status": "Synced", "revision": "%s"}, "reconciledAt": "%s",
                 "health": {"status": "Healthy"}, "operationState": null}
                """.formatted(revision, now()));
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private String path(String application) {
        return "/apis/argoproj.io/v1alpha1/namespaces/" + namespace + "/applications/" + application;
    }

    private static ValuesDocument values(ClientId client, CommandId command, StartTrading order) {
        return ValuesDocument.ofTrade(client, command, order, sealed());
    }

    private static Map<SealedKey, String> sealed() {
        Map<SealedKey, String> sealed = new EnumMap<>(SealedKey.class);
        for (SealedKey key : SealedKey.values()) {
            sealed.put(key, "U2VhbGVk".repeat(80));
        }
        return sealed;
    }

    private String render(ValuesDocument values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                return render(Files.writeString(file, values.yaml().utf8()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String render(Path values) {
        return new Helm(chart())
                .template()
                .withName("bot")
                .withNamespace(bots)
                .withValuesFile(values)
                .set("chart.namespace", bots)
                .call();
    }

    private static Path chart() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("infra/charts/freqtrade"))) {
            directory = Optional.ofNullable(directory.getParent()).orElseThrow();
        }
        return directory.resolve("infra/charts/freqtrade");
    }
}
