package io.botfleet.adapters.k8s.cluster;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.WorkloadsContract;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** On a real API server with its controllers; Helm renders the real chart, and the test plays ArgoCD. */
@OnControlPlane
@SuppressWarnings("NullAway.Init")
final class KubernetesWorkloadsTest extends WorkloadsContract {
    private static final WorkloadId ANY = new WorkloadId("any");

    private final Map<WorkloadId, String> outcomes = new HashMap<>();
    private final Map<WorkloadId, String> printed = new HashMap<>();
    private ControlPlane plane;
    private Argo argo;
    private KubernetesCluster cluster;

    @BeforeEach
    void connect(ControlPlane shared) {
        plane = shared;
        argo = new Argo(plane);
        cluster = KubernetesCluster.connect(argo.settings(Duration.ofSeconds(2)), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Override
    protected Workloads workloads() {
        return cluster.workloads();
    }

    @Override
    protected Deployed deploy(ClientId client, CommandId command, StartTrading order) {
        boolean loads = !order.strategy().equals("NoSuchStrategy");
        WorkloadId bot = WorkloadId.ofBot(client);
        outcomes.put(bot, loads ? "ready" : "crash");
        printed.put(
                bot,
                "2026-07-02 10:00:00,000 - freqtrade - ERROR - Impossible to load Strategy '" + order.strategy()
                        + "'. This class does not exist or contains Python code errors.\n");
        tellTheNode(bot);
        return argo.deploy(client, command, order);
    }

    /** On a real node its container is ready as soon as it runs. */
    @Override
    protected Deployed deploy(ClientId client, CommandId command, RunBacktest order) {
        WorkloadId job = WorkloadId.ofBacktest(client, command);
        if (outcomes.putIfAbsent(job, "ready") == null) {
            printed.put(job, "");
            tellTheNode(job);
        }
        return argo.deploy(client, command, order);
    }

    @Override
    protected CommitId remove(ClientId client, CommandId backtest) {
        return argo.remove(client, backtest);
    }

    @Override
    protected void finish(WorkloadId job, int exitCode) {
        outcomes.put(job, exitCode == 0 ? "succeed" : "fail");
        tellTheNode(job);
    }

    @Override
    protected void takeTheImageAwayFrom(WorkloadId job) {
        outcomes.put(job, "image-pull");
        printed.put(job, "");
        tellTheNode(job);
    }

    /** As a kubelet writes it, once the pod is past its own deadline (pkg/kubelet/active_deadline.go). */
    @Override
    protected void letTheTimeBeOverOf(WorkloadId job) {
        write(job, """
                {"phase": "Failed", "reason": "DeadlineExceeded",
                 "message": "Pod was active on the node longer than the specified deadline",
                 "containerStatuses": [%s]}
                """.formatted(terminated("freqtrade", 137)));
    }

    /** As a kubelet writes it that is told of its node's end (pkg/kubelet/nodeshutdown). */
    @Override
    protected void shutDownTheNodeOf(WorkloadId job) {
        write(job, """
                {"phase": "Failed", "reason": "Terminated",
                 "message": "Pod was terminated in response to imminent node shutdown.",
                 "containerStatuses": [%s]}
                """.formatted(terminated("freqtrade", 143)));
    }

    private static String terminated(String container, int exitCode) {
        return """
                {"name": "%s", "image": "freqtrade-platform", "imageID": "", "ready": false, "restartCount": 0,
                 "state": {"terminated": {"exitCode": %d, "reason": "Error"}}}
                """.formatted(container, exitCode);
    }

    private void write(WorkloadId job, String status) {
        if (workloads().observe(job) instanceof Observation.Seen seen
                && seen.pod().isPresent()) {
            String pod = seen.pod().get().name();
            plane.merge("/api/v1/namespaces/" + argo.bots + "/pods/" + pod + "/status", "{\"status\": " + status + "}");
        }
    }

    @Override
    protected CommitId remove(ClientId client) {
        return argo.remove(client);
    }

    /** The stand-in for a node is always told the whole log. */
    @Override
    protected void print(WorkloadId workload, List<String> lines) {
        printed.merge(workload, String.join("\n", lines) + "\n", String::concat);
        tellTheNode(workload);
    }

    /** The name of a bot begins the names of its client's Jobs as well; the node takes the longest that fits. */
    private void tellTheNode(WorkloadId workload) {
        plane.pods(
                argo.bots,
                workload.name(),
                Objects.requireNonNull(outcomes.get(workload)),
                Objects.requireNonNull(printed.get(workload)));
    }

    /** It answers nobody from now on, which is noticed once what was heard last is too old. */
    @Override
    protected void stopTheCluster() {
        plane.freeze();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (workloads().observe(ANY) instanceof Observation.Seen && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    protected void restartTheCluster() {
        plane.thaw();
    }

    @Override
    protected void proceed() {
        argo.finish();
    }
}
