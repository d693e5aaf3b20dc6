package io.botfleet.adapters.k8s.cluster;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.WorkloadsContract;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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

    private final Map<ClientId, String> outcomes = new HashMap<>();
    private final Map<ClientId, String> printed = new HashMap<>();
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
        outcomes.put(client, loads ? "ready" : "crash");
        printed.put(
                client,
                "2026-07-02 10:00:00,000 - freqtrade - ERROR - Impossible to load Strategy '" + order.strategy()
                        + "'. This class does not exist or contains Python code errors.\n");
        tellTheNode(client);
        return argo.deploy(client, command, order);
    }

    @Override
    protected CommitId remove(ClientId client) {
        return argo.remove(client);
    }

    /** The stand-in for a node is always told the whole log. */
    @Override
    protected void print(ClientId client, String line) {
        printed.merge(client, line + "\n", String::concat);
        tellTheNode(client);
    }

    private void tellTheNode(ClientId client) {
        plane.pods(
                argo.bots,
                client.value(),
                Objects.requireNonNull(outcomes.get(client)),
                Objects.requireNonNull(printed.get(client)));
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
