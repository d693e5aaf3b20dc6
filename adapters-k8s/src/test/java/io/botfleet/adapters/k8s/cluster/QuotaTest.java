package io.botfleet.adapters.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Deployment;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.JobsContract.Deployed;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real API server says where a namespace is full: something waits, and nothing has failed. */
@OnControlPlane
@SuppressWarnings("NullAway.Init")
final class QuotaTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final CommandId COMMAND = new CommandId(7);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    private static final WorkloadId BACKTEST = WorkloadId.ofBacktest(CLIENT, COMMAND);
    /** As infra/argocd/namespaces.yaml keeps backtests apart from bots. */
    private static final String OF_BACKTESTS =
            ", scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [backtests]}]}";

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

    @Test
    void aJobThatTheApiServerDoesNotTakeForNowIsWaitedFor() {
        allow("count/jobs.batch", 0, "");
        Deployed deployed = backtest();

        Observation.Seen seen = await(BACKTEST, it -> it.hindrance().isPresent());

        assertThat(seen.problem()).isEmpty();
        assertThat(seen.revision()).contains(deployed.commit());
        assertThat(new Deployment(COMMAND, deployed.digest()).deployed(seen, true))
                .isInstanceOfSatisfying(Verdict.CannotTellYet.class, verdict -> assertThat(verdict.waitingOn())
                        .startsWith("the pod of this command to appear; the cluster reports ")
                        .contains("exceeded quota: room, requested: count/jobs.batch=1"));
    }

    @Test
    void aBotWithoutRoomForItsPodIsWaitedForHoweverLong() {
        allow("pods", 0, "");
        plane.pods(argo.bots, BOT.name(), "ready", "");
        Deployed deployed = bot();
        String path = "/apis/apps/v1/namespaces/" + argo.bots + "/deployments/" + BOT.name();
        plane.merge(path, "{\"spec\": {\"progressDeadlineSeconds\": 1}}");
        await(BOT, _ -> plane.get(path).body().contains("ProgressDeadlineExceeded"));
        argo.status(BOT.name(), """
                {"health": {"status": "Degraded", "message": "exceeded its progress deadline"}, "reconciledAt": "%s"}
                """.formatted(Argo.now()));

        Observation.Seen seen = await(BOT, it -> it.hindrance().isPresent());
        assertThat(seen.problem()).isEmpty();
        assertThat(new Deployment(COMMAND, deployed.digest()).deployed(seen, true))
                .isInstanceOfSatisfying(Verdict.CannotTellYet.class, verdict -> assertThat(verdict.waitingOn())
                        .contains("exceeded quota: room, requested: pods=1"));

        plane.merge(path, "{\"spec\": {\"progressDeadlineSeconds\": 600}}");
        allow("pods", 1, "");
        Observation.Seen there = await(
                BOT,
                it -> phase(it).equals(Optional.of(Pod.Phase.READY))
                        && it.hindrance().isEmpty());
        assertThat(there.problem()).isEmpty();
    }

    @Test
    void aFullHouseOfBacktestsLeavesABotItsRoomAndTheNextBacktestItsTurn() {
        allow("pods", 0, OF_BACKTESTS);
        plane.pods(argo.bots, BACKTEST.name(), "succeed", "");
        plane.pods(argo.bots, BOT.name(), "ready", "");
        Deployed deployed = backtest();
        bot();

        await(BOT, it -> phase(it).equals(Optional.of(Pod.Phase.READY)));
        Observation.Seen waits = await(BACKTEST, it -> it.revision().isPresent());
        assertThat(waits.pod()).isEmpty();
        assertThat(waits.problem()).isEmpty();
        assertThat(new Deployment(COMMAND, deployed.digest()).deployed(waits, true))
                .isInstanceOf(Verdict.CannotTellYet.class);

        allow("pods", 1, OF_BACKTESTS);
        Observation.Seen done = await(BACKTEST, it -> phase(it).equals(Optional.of(Pod.Phase.ENDED)));
        assertThat(done.problem()).isEmpty();
    }

    /** Until its controller has counted what is there, the API server says that a quota's status is unknown. */
    private void allow(String what, int most, String scope) {
        plane.apply("{apiVersion: v1, kind: ResourceQuota, metadata: {name: room, namespace: " + argo.bots
                + "}, spec: {hard: {" + what + ": '" + most + "'}" + scope + "}}");
        String path = "/api/v1/namespaces/" + argo.bots + "/resourcequotas/room";
        await(new WorkloadId("nobody"), _ -> plane.get(path)
                .body()
                .replaceAll("\\s", "")
                .contains("\"status\":{\"hard\":{\"" + what + "\":\"" + most + "\"}"));
    }

    private Deployed backtest() {
        return argo.deploy(
                CLIENT,
                COMMAND,
                new RunBacktest(
                        "SampleStrategy",
                        "binance",
                        "USDT",
                        new StakeAmount.Unlimited(),
                        3,
                        "5m",
                        List.of("BTC/USDT"),
                        Timerange.parse("20250101-20250601").orElseThrow()));
    }

    private Deployed bot() {
        return argo.deploy(
                CLIENT,
                COMMAND,
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

    private Observation.Seen await(WorkloadId workload, Predicate<Observation.Seen> condition) {
        return Look.until(cluster, workload, condition);
    }

    private static Optional<Pod.Phase> phase(Observation.Seen seen) {
        return seen.pod().map(Pod::phase);
    }
}
