package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.JavaProgram;
import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.adapters.local.process.ProcessRegistry;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster on the real chart and entry script, with a shell script for {@code freqtrade}. */
@SuppressWarnings("NullAway.Init")
final class LocalClusterTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final ClientId OTHER_CLIENT = new ClientId(2);
    private static final WorkloadId BOT = WorkloadId.ofBot(CLIENT);
    private static final WorkloadId OTHER_BOT = WorkloadId.ofBot(OTHER_CLIENT);
    private static final CommandId FIRST = new CommandId(1);
    private static final CommandId SECOND = new CommandId(2);
    private static final String DEPLOYMENT = "infra/charts/freqtrade/templates/deployment.yaml";

    @TempDir
    private Path base;

    private ClusterUnderTest cluster;
    private LocalWorkloads workloads;

    @AfterEach
    void stopAll() {
        workloads.close();
        registry().end("cluster", Ending.within(Duration.ofSeconds(5)));
        cluster.stop();
    }

    @Test
    void aKilledClusterLeavesItsBotsToTheNextOne() throws IOException {
        prepare("exec sleep 1000");
        startAsProcess(base.resolve("cluster.json"));
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, LocalClusterTest::runs));
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();

        registry().end("cluster", Ending.within(Duration.ZERO));
        assertThat(workloads.observe(BOT)).isInstanceOf(Observation.Unreachable.class);
        assertThat(bot.alive()).isTrue();
        cluster.start();

        assertThat(pod(await(BOT, LocalClusterTest::runs))).isEqualTo(before);
        assertThat(bot.alive()).isTrue();
        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());
        assertThat(bot.alive()).isFalse();
    }

    @Test
    void givesABotItsTimeToStartThoughTheClusterWasKilledBeforeItSavedTheStart()
            throws IOException, InterruptedException {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, LocalClusterTest::runs));
        cluster.leave();
        Path state = cluster.directory.resolve("pods/" + BOT + "/pod.json");
        String saved = Files.readString(state);
        String unsaved = saved.replaceFirst("\"containerStartedAt\":\\d+", "\"containerStartedAt\":0");
        assertThat(unsaved).isNotEqualTo(saved);
        Files.writeString(state, unsaved);

        cluster.start();

        for (int look = 0; look < 5; look++) {
            assertThat(pod(await(BOT, LocalClusterTest::runs)))
                    .as("look %s", look)
                    .isEqualTo(before);
            Thread.sleep(150);
        }
    }

    @Test
    void removesWhatLeftTheRepositoryWhileItWasDown() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);

        cluster.leave();
        cluster.remove(CLIENT);
        cluster.start();

        await(BOT, seen -> seen.pod().isEmpty());
        assertThat(registry().all()).isEmpty();
    }

    @Test
    void restartsABotThatEndedWhileTheClusterWasDown() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        String uid = pod(await(BOT, LocalClusterTest::runs)).uid();

        cluster.leave();
        registry()
                .find("pod-" + BOT)
                .ifPresent(bot -> ProcessHandle.of(bot.identity().pid()).ifPresent(ProcessHandle::destroyForcibly));
        cluster.start();

        Pod after = pod(await(BOT, seen -> runs(seen) && pod(seen).restarts() == 1));
        assertThat(after.uid()).isEqualTo(uid);
    }

    @Test
    void neverRunsTwoProcessesOfOneBot() throws IOException {
        Path marks = base.resolve("marks");
        run("echo start >>" + marks + "\ntrap 'sleep 0.5; echo end >>" + marks + "; exit 0' TERM\n"
                + "while :; do sleep 0.05; done");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);
        await(BOT, seen -> Files.exists(marks));

        cluster.deploy(CLIENT, SECOND, order());
        await(BOT, seen -> runs(seen) && pod(seen).command().equals(Optional.of(SECOND)));
        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());

        assertThat(Files.readAllLines(marks)).containsExactly("start", "end", "start", "end");
    }

    @Test
    void killsABotThatDoesNotEndWithinItsGrace() {
        prepare("trap '' TERM\necho deaf\nwhile :; do sleep 0.05; done");
        String chart = "infra/charts/freqtrade/values.yaml";
        cluster.write(chart, cluster.read(chart).replace("GracePeriodSeconds: 120", "GracePeriodSeconds: 1"));
        cluster.start();
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("deaf"));

        cluster.remove(CLIENT);

        await(BOT, seen -> pod(seen).phase() == Pod.Phase.TERMINATING);
        await(BOT, seen -> seen.pod().isEmpty());
    }

    @Test
    void keepsSecretsInThePodsOwnFolderAndNowhereElse() throws IOException {
        run("cat private/secret.json >/dev/null; exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);
        await(BOT, seen -> Files.exists(cluster.directory.resolve("pods/" + BOT + "/volumes/private/secret.json")));

        Path volumes = cluster.directory.resolve("pods/" + BOT + "/volumes");
        assertThat(filesHolding("PLANTED-exchange"))
                .containsExactlyInAnyOrder(
                        volumes.resolve("secrets/BINANCE_API_KEY"),
                        volumes.resolve("secrets/BINANCE_SECRET_KEY"),
                        volumes.resolve("private/secret.json"));
        assertThat(permissions(volumes.resolve("secrets/BINANCE_API_KEY"))).isEqualTo("r--------");
        assertThat(permissions(volumes.resolve("private/secret.json"))).isEqualTo("rw-------");
        assertThat(permissions(cluster.directory.resolve("pods/" + BOT))).isEqualTo("rwx------");
        long pid = registry().find("pod-" + BOT).orElseThrow().identity().pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline"))).doesNotContain("PLANTED");
        assertThat(Files.readString(Path.of("/proc/" + pid + "/environ"))).doesNotContain("PLANTED");

        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void endsItsBotsAndRemovesTheirSecretsWhenItIsAskedToEnd() throws IOException {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();

        cluster.stop();

        assertThat(bot.alive()).isFalse();
        assertThat(registry().all()).isEmpty();
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void endsWhatAKilledClusterLeftWithoutStartingIt() throws IOException {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();
        cluster.leave();

        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));

        assertThat(bot.alive()).isFalse();
        assertThat(filesHolding("PLANTED-exchange")).isEmpty();
    }

    @Test
    void runsWhatTheChartOfTheHeadSays() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        String first = pod(await(BOT, LocalClusterTest::runs)).uid();

        String helpers = "infra/charts/freqtrade/templates/_helpers.tpl";
        cluster.write(
                helpers,
                cluster.read(helpers)
                        .replace(
                                "command: [\"botfleet-entrypoint\"]",
                                "command: [\"sh\", \"-c\", \"echo changed; exec sleep 1000\"]"));
        cluster.commit("Change what the container runs");

        Pod second = pod(await(BOT, seen -> workloads.logs(BOT, 10).contains("changed")));
        assertThat(second.uid()).isNotEqualTo(first);
        assertThat(second.command()).contains(FIRST);
    }

    @Test
    void refusesManifestsItWouldRunDifferentlyAndKeepsWhatRuns() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, LocalClusterTest::runs));
        String good = cluster.read(DEPLOYMENT);

        cluster.write(DEPLOYMENT, good.replace("    spec:\n", "    spec:\n      hostNetwork: true\n"));
        CommitId bad = cluster.commit("Ask for what one machine has not");

        Observation.Seen refused = await(BOT, seen -> seen.problem().isPresent());
        assertThat(refused.revision()).contains(bad);
        assertThat(refused.problem())
                .contains(new Problem(
                        Problem.Kind.SYNC_FAILED,
                        "the local cluster does not know spec.template.spec.hostNetwork of a Deployment"));
        assertThat(refused.pod()).contains(before);
        cluster.write(DEPLOYMENT, good);
        cluster.commit("Take it back");
        assertThat(await(BOT, seen -> seen.problem().isEmpty()).pod()).contains(before);
    }

    @Test
    void oneClientsUnreadableValuesTroubleNobodyElse() {
        run("exec sleep 1000");
        cluster.write("clientes/" + OTHER_CLIENT + "/values.yaml", "clientId: [\n");
        cluster.deploy(CLIENT, FIRST, order());

        await(BOT, LocalClusterTest::runs);
        Observation.Seen other = await(OTHER_BOT, seen -> seen.problem().isPresent());
        assertThat(other.problem().orElseThrow().kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(other.pod()).isEmpty();
    }

    @Test
    void refusesValuesThatTheSchemaRefuses() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);
        String values = "clientes/" + CLIENT + "/values.yaml";

        cluster.write(values, cluster.read(values).replace("maxOpenTrades: 3", "maxOpenTrades: \"3\""));
        cluster.commit("A text for a number");

        Problem problem =
                await(BOT, seen -> seen.problem().isPresent()).problem().orElseThrow();
        assertThat(problem.kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(problem.message()).contains("maxOpenTrades").doesNotContain(base.toString());
    }

    @Test
    void doesNotOpenSecretsThatWereSealedForAnotherClient() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, LocalClusterTest::runs);

        cluster.write(
                "clientes/" + OTHER_CLIENT + "/values.yaml",
                cluster.read("clientes/" + CLIENT + "/values.yaml")
                        .replace("cliente-001", "cliente-002")
                        .replace("cliente_001", "cliente_002"));
        cluster.commit("Copy a client's secrets to another");

        Observation.Seen other = await(OTHER_BOT, seen -> seen.problem().isPresent());
        assertThat(other.pod()).isEmpty();
        assertThat(other.problem().orElseThrow().message())
                .contains("was not sealed to this cluster's certificate for freqtrade/cliente-002");
    }

    @Test
    void keepsWhatRunsWhileTheRepositoryIsAway() throws Exception {
        run("exec sleep 1000");
        CommitId commit = cluster.deploy(CLIENT, FIRST, order()).commit();
        Pod before = pod(await(BOT, LocalClusterTest::runs));

        Path away = base.resolve("away");
        Files.move(cluster.work, away);
        while (!get("/healthz", Optional.empty()).body().contains("no Git repository")) {
            Thread.sleep(50);
        }
        cluster.leave();
        cluster.start();
        Observation.Seen seen = await(BOT, LocalClusterTest::runs);
        assertThat(seen).isEqualTo(new Observation.Seen(Optional.of(commit), Optional.of(before), Optional.empty()));

        Files.move(away, cluster.work);
        cluster.remove(CLIENT);
        await(BOT, gone -> gone.pod().isEmpty());
    }

    @Test
    void givesNothingToWhoHasNotTheToken() throws Exception {
        run("exec sleep 1000");

        assertThat(get("/v1/workloads", Optional.empty()).statusCode()).isEqualTo(401);
        assertThat(get("/v1/workloads/cliente-001", Optional.of("wrong")).statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/events", Optional.empty()).statusCode()).isEqualTo(401);
        assertThat(get("/v1/workloads/..%2f..%2fetc", Optional.of(token())).statusCode())
                .isEqualTo(404);
        assertThat(get("/v1/cert.pem", Optional.empty()).body()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(permissions(cluster.directory.resolve("cluster/token"))).isEqualTo("rw-------");
        assertThat(permissions(cluster.directory.resolve("cluster/key.pem"))).isEqualTo("rw-------");
    }

    private void prepare(String freqtrade) {
        cluster = new ClusterUnderTest(base, ClusterUnderTest.scripted(base, freqtrade), 5432);
        workloads = new LocalWorkloads(cluster.address());
    }

    private void run(String freqtrade) {
        prepare(freqtrade);
        cluster.start();
    }

    private void startAsProcess(Path file) throws IOException {
        cluster.config.write(file);
        registry()
                .start(
                        "cluster",
                        JavaProgram.of(LocalCluster.class, file, base.resolve("cluster.log"), cluster.config.port()));
    }

    private ProcessRegistry registry() {
        return new ProcessRegistry(cluster.directory.resolve("run"));
    }

    private String token() throws IOException {
        return Files.readString(cluster.directory.resolve("cluster/token"));
    }

    private HttpResponse<String> get(String path, Optional<String> token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(cluster.address().api() + path));
            token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private List<Path> filesHolding(String planted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(cluster.directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(planted)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static StartTrading order() {
        return new StartTrading(
                "SampleStrategy",
                "binance",
                true,
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                "5m",
                List.of("BTC/USDT"),
                false);
    }

    private static Pod pod(Observation.Seen seen) {
        return seen.pod().orElseThrow();
    }

    private static boolean runs(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.RUNNING).isPresent();
    }

    private Observation.Seen await(WorkloadId workload, Predicate<Observation.Seen> condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Observation observation = workloads.observe(workload);
            if (observation instanceof Observation.Seen seen && condition.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime() - until)
                    .as("time is left; %s was last seen as %s", workload, observation)
                    .isNegative();
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
