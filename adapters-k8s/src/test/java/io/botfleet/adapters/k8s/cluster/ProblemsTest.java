package io.botfleet.adapters.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on a cluster, as its own controllers tell of it. */
@OnControlPlane
@SuppressWarnings("NullAway.Init")
final class ProblemsTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    private static final WorkloadId BACKTEST = new WorkloadId("cliente-002-backtest-7");
    private static final CommitId LATER = new CommitId("f".repeat(40));

    private ControlPlane plane;
    private Argo argo;
    private KubernetesCluster cluster;

    @BeforeEach
    void connect(ControlPlane shared) {
        plane = shared;
        argo = new Argo(plane);
        cluster = KubernetesCluster.connect(argo.settings(Duration.ofSeconds(10)), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private void start(String outcome, String log) {
        plane.pods(argo.bots, CLIENT.value(), outcome, log);
        argo.deploy(
                CLIENT,
                new CommandId(1),
                new StartTrading(
                        "SampleStrategy",
                        "binance",
                        true,
                        "USDT",
                        new StakeAmount.Unlimited(),
                        3,
                        "5m",
                        List.of("BTC/USDT"),
                        false));
    }

    @Test
    void saysThatAnImageCanNotBePulled() {
        start("image-pull", "");

        Problem problem = awaitProblem(BOT);
        assertThat(problem.kind()).isEqualTo(Problem.Kind.IMAGE_PULL);
        assertThat(problem.message()).contains("freqtrade-platform").contains("image not found");
    }

    @Test
    void findsNothingWrongWithABotThatIsNotReadyYet() {
        start("not-ready", "");

        Observation.Seen seen = await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.RUNNING)));
        assertThat(seen.problem()).isEmpty();
    }

    @Test
    void saysThatABotIsStuckWhenItsDeploymentDoes() {
        start("not-ready", "");
        await(BOT, it -> it.pod().isPresent());
        plane.merge(
                "/apis/apps/v1/namespaces/" + argo.bots + "/deployments/" + BOT.name(),
                "{\"spec\": {\"progressDeadlineSeconds\": 1, \"minReadySeconds\": 0}}");

        Problem problem = awaitProblem(BOT);
        assertThat(problem.kind()).isEqualTo(Problem.Kind.DEGRADED);
        assertThat(problem.message()).contains("timed out progressing");
    }

    @Test
    void givesTheKubeletsWordsWhereACrashingContainerPrintedNothing() {
        start("crash", "");

        assertThat(awaitProblem(BOT)).isEqualTo(new Problem(Problem.Kind.CRASH_LOOP, "it printed nothing"));
    }

    @Test
    void saysWhyArgoRefusedWhatWasCommitted() {
        start("ready", "");
        argo.status(BOT.name(), """
                {"sync": {"status": "OutOfSync", "revision": "%s"},
                 "operationState": {"phase": "Failed", "message": "one or more objects failed to apply",
                   "startedAt": "%s", "operation": {}, "syncResult": {"revision": "%s"}}}
                """.formatted(LATER, Argo.now(), LATER));

        Observation.Seen seen = await(BOT, it -> it.problem().isPresent());
        assertThat(seen.problem())
                .contains(new Problem(Problem.Kind.SYNC_FAILED, "one or more objects failed to apply"));
        assertThat(seen.revision()).contains(LATER);

        argo.synced(BOT.name(), LATER);
        await(BOT, it -> it.problem().isEmpty());
    }

    /** As where the chart refuses the values, and while ArgoCD's repository server is away: which one, no field tells. */
    @Test
    void repeatsWhyArgoCanNotCompareAndJudgesNothingByIt() {
        start("ready", "");
        await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.READY)));
        argo.status(BOT.name(), """
                {"sync": {"status": "Unknown", "revision": "%s"}, "reconciledAt": "%s", "conditions": [{"type": "ComparisonError",
                  "message": "Failed to load target state: values don't meet the specifications of the schema(s)\\n- config: no"}]}
                """.formatted(LATER, Argo.now()));

        Observation.Seen seen = await(BOT, it -> it.hindrance().isPresent());
        assertThat(seen.problem()).isEmpty();
        assertThat(seen.hindrance())
                .contains("ComparisonError: Failed to load target state: values don't meet the specifications of the"
                        + " schema(s) - config: no");

        argo.status(BOT.name(), "{\"conditions\": null}");
        argo.synced(BOT.name(), LATER);
        await(BOT, it -> it.hindrance().isEmpty());
    }

    @Test
    void takesArgosWordThatABotIsDegradedUnlessItIsOlderThanThePod() {
        start("ready", "");
        await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.READY)));
        argo.status(BOT.name(), """
                {"health": {"status": "Degraded", "message": "left over", "lastTransitionTime": "2020-01-01T00:00:00Z"},
                 "reconciledAt": "2020-01-01T00:00:00Z", "sync": {"status": "Synced", "revision": "%s"}}
                """.formatted(LATER));
        assertThat(await(BOT, it -> it.revision().equals(Optional.of(LATER))).problem())
                .isEmpty();

        argo.status(BOT.name(), """
                {"health": {"status": "Degraded", "message": "no key opens the secret"}, "reconciledAt": "%s"}
                """.formatted(Argo.now().plusSeconds(1)));
        assertThat(awaitProblem(BOT)).isEqualTo(new Problem(Problem.Kind.DEGRADED, "no key opens the secret"));
    }

    @Test
    void doesNotTakeForGoneWhatLostItsApplication() {
        start("ready", "");
        await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.READY)));
        argo.forget(BOT.name());

        assertThat(await(BOT, it -> it.revision().isEmpty()).pod()).isPresent();
    }

    @Test
    void deletesAnApplicationOnlyOnceArgoHasTheCommitThatRemovedItsValues() {
        start("ready", "");
        await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.READY)));
        CommitId removal = argo.remove(CLIENT);
        await(new WorkloadId("nobody"), it -> it.revision().equals(Optional.of(removal)));
        await(BOT, it -> !it.revision().equals(Optional.of(removal)));

        cluster.workloads().remove(BOT, LATER::equals);
        assertThat(argo.isLeaving(BOT.name())).isFalse();

        cluster.workloads().remove(BOT, removal::equals);
        assertThat(argo.isLeaving(BOT.name())).isTrue();
    }

    @Test
    void seesABacktestEnd() {
        plane.pods(argo.bots, BACKTEST.name(), "succeed", "");
        argo.backtest();

        Observation.Seen seen = await(BACKTEST, it -> phase(it).equals(Optional.of(Pod.Phase.ENDED)));
        assertThat(seen.problem()).isEmpty();
        assertThat(seen.pod().orElseThrow().command()).contains(new CommandId(7));
    }

    @Test
    void givesTheLastWordsOfABacktestThatFailed() {
        plane.pods(
                argo.bots,
                BACKTEST.name(),
                "fail",
                "2026-07-02 10:00:00,000 - freqtrade - ERROR - No data found. Terminating.\n");
        argo.backtest();

        Problem problem = awaitProblem(BACKTEST);
        assertThat(problem.kind()).isEqualTo(Problem.Kind.DEGRADED);
        assertThat(problem.message())
                .isEqualTo("the container freqtrade ended with exit code 1;"
                        + " its last words: No data found. Terminating.");
    }

    /** A Job that is past its own deadline takes its pod away; 1.20's controller, and each one since. */
    @Test
    void saysHowABacktestEndedWhosePodWasTakenAway() {
        plane.pods(argo.bots, BACKTEST.name(), "ready", "");
        argo.backtest();
        await(BACKTEST, it -> phase(it).equals(Optional.of(Pod.Phase.RUNNING)));

        plane.merge(job(), "{\"spec\": {\"activeDeadlineSeconds\": 1}}");

        Observation.Seen seen = await(BACKTEST, it -> phase(it).equals(Optional.of(Pod.Phase.ENDED)));
        assertThat(seen.problem().orElseThrow().message()).startsWith("DeadlineExceeded");
        Pod pod = seen.pod().orElseThrow();
        assertThat(pod.command()).contains(new CommandId(7));
        assertThat(pod.valuesDigest()).isPresent();
        assertThat(pod.image()).contains("freqtrade-platform");
        assertThat(cluster.workloads().logs(BACKTEST, 10)).isEmpty();
    }

    @Test
    void stillSaysThatABacktestEndedWellWhosePodIsGoneWithItsNode() {
        plane.pods(argo.bots, BACKTEST.name(), "succeed", "");
        argo.backtest();
        Pod pod = await(
                        BACKTEST,
                        it -> phase(it).equals(Optional.of(Pod.Phase.ENDED))
                                && plane.get(job()).body().contains("\"Complete\""))
                .pod()
                .orElseThrow();

        plane.delete("/api/v1/namespaces/" + argo.bots + "/pods/" + pod.name());

        Observation.Seen seen = await(BACKTEST, it -> !it.pod().equals(Optional.of(pod)));
        assertThat(phase(seen)).isNotEqualTo(Optional.of(Pod.Phase.PENDING));
        Observation.Seen after = await(BACKTEST, it -> phase(it).equals(Optional.of(Pod.Phase.ENDED)));
        assertThat(after.pod().orElseThrow().command()).contains(new CommandId(7));
        assertThat(after.problem()).isEmpty();
    }

    private String job() {
        return "/apis/batch/v1/namespaces/" + argo.bots + "/jobs/" + BACKTEST.name();
    }

    private static Optional<Pod.Phase> phase(Observation.Seen seen) {
        return seen.pod().map(Pod::phase);
    }

    private Problem awaitProblem(WorkloadId workload) {
        return await(workload, seen -> seen.problem().isPresent()).problem().orElseThrow();
    }

    private Observation.Seen await(WorkloadId workload, Predicate<Observation.Seen> condition) {
        return Look.until(cluster, workload, condition);
    }
}
