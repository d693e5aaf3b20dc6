package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.Timerange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a Job runs once, through every death of the cluster, and leaves no secret behind. */
final class LocalJobsTest extends OnScriptedCluster {
    private static final WorkloadId JOB = WorkloadId.ofBacktest(CLIENT, SECOND);
    private static final String SCHEMA_SCRIPT = "infra/charts/freqtrade/scripts/init-schema.sh";
    private static final String JOB_TEMPLATE = "infra/charts/freqtrade/templates/job.yaml";

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void learnsHowAJobEndedWhileTheClusterWasDown(int exitCode) throws IOException {
        Pod before = startJob();
        cluster.leave();
        finish(exitCode);

        cluster.start();

        Observation.Seen ended = await(JOB, LocalJobsTest::hasEnded);
        assertThat(pod(ended).uid()).isEqualTo(before.uid());
        assertThat(ended.problem().map(Problem::message))
                .isEqualTo(
                        exitCode == 0
                                ? Optional.empty()
                                : Optional.of("the container freqtrade ended with exit code 1; its last words:"
                                        + " Running backtesting for Strategy SampleStrategy"));
        assertThat(starts()).hasSize(1);
    }

    @Test
    void doesNotStartAJobAgainThoughTheClusterWasKilledBeforeItSavedTheStart() throws IOException {
        startJob();
        cluster.leave();
        Path state = folder().resolve("pod.json");
        String saved = Files.readString(state);
        Files.writeString(state, saved.replaceFirst("\"containerStartedAt\":\\d+", "\"containerStartedAt\":0"));
        assertThat(state).content().isNotEqualTo(saved);
        finish(0);

        cluster.start();

        assertThat(await(JOB, LocalJobsTest::hasEnded).problem()).isEmpty();
        assertThat(starts()).hasSize(1);
    }

    @Test
    void saysThatNobodySawHowAJobEndedThatWasKilledWithAllOfItsProcesses() throws IOException {
        startJob();
        ManagedProcess process = registry().find("pod-" + JOB).orElseThrow();
        cluster.leave();
        Stream.concat(
                        ProcessHandle.of(process.identity().pid()).stream(),
                        ProcessHandle.of(process.identity().pid()).stream().flatMap(ProcessHandle::descendants))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        awaitDeath(process);

        cluster.start();

        assertThat(await(JOB, LocalJobsTest::hasEnded).problem().orElseThrow().message())
                .startsWith("the container freqtrade ended, and nobody saw how");
        assertThat(starts()).hasSize(1);
    }

    @Test
    void endsAJobWithoutAClusterAndRunsItNotAgain() throws IOException {
        Pod before = startJob();
        ManagedProcess process = registry().find("pod-" + JOB).orElseThrow();
        cluster.leave();

        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));

        assertThat(process.alive()).isFalse();
        assertThat(leftFiles()).containsExactlyInAnyOrder("pod.json", "manifests.yaml", "log", "exit-freqtrade");
        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));
        cluster.start();
        Observation.Seen ended = await(JOB, LocalJobsTest::hasEnded);
        assertThat(pod(ended).uid()).isEqualTo(before.uid());
        assertThat(ended.problem().orElseThrow().message()).startsWith("Terminated: ");
        assertThat(starts()).hasSize(1);
    }

    @Test
    void keepsHowAJobEndedWhenItEndsWhatIsLeft() throws IOException {
        startJob();
        cluster.leave();
        finish(0);

        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));
        cluster.start();

        assertThat(await(JOB, LocalJobsTest::hasEnded).problem()).isEmpty();
        assertThat(starts()).hasSize(1);
    }

    @Test
    void keepsWhatAJobPrintedAndNoneOfItsSecretsOnceItHasEnded() throws IOException {
        startJob();
        assertThat(folder().resolve("volumes")).isDirectory();
        finish(0);
        await(JOB, LocalJobsTest::hasEnded);

        assertThat(leftFiles()).containsExactlyInAnyOrder("pod.json", "manifests.yaml", "log", "exit-freqtrade");
        assertThat(registry().all()).isEmpty();
        cluster.shutDownAndStart();
        await(JOB, LocalJobsTest::hasEnded);
        assertThat(workloads.logs(JOB, 10)).contains("Running backtesting for Strategy SampleStrategy");
        assertThat(leftFiles()).doesNotContain("volumes", "containers");

        cluster.remove(CLIENT, SECOND);
        await(JOB, seen -> seen.pod().isEmpty());
        assertThat(folder()).doesNotExist();
        assertThat(cluster.directory.resolve("logs/pods/" + JOB + ".log")).doesNotExist();
    }

    @Test
    void removesAJobWhoseValuesWentWhileItWasDown() throws IOException {
        startJob();
        finish(1);
        await(JOB, LocalJobsTest::hasEnded);
        cluster.leave();
        cluster.remove(CLIENT, SECOND);

        cluster.start();

        await(JOB, seen -> seen.pod().isEmpty() && seen.problem().isEmpty());
        assertThat(folder()).doesNotExist();
    }

    /** Its one try must not be lost to a database that is away for a while. */
    @Test
    void runsAJobThoughNoSchemaCanBePrepared() throws IOException {
        prepareJob();
        cluster.write(SCHEMA_SCRIPT, "echo 'the database does not answer'; exit 69\n");
        cluster.start();
        cluster.deploy(CLIENT, SECOND, backtest());

        await(
                JOB,
                seen -> runs(seen)
                        && workloads.logs(JOB, 10).equals(List.of("Running backtesting for Strategy SampleStrategy")));
        assertThat(starts()).hasSize(1);
    }

    @Test
    void beginsAnewWhereOnlyTheInitContainerHadBegun() throws IOException {
        Path go = base.resolve("go");
        prepareJob();
        giveJobsAnInitContainer("while [ ! -e " + go + " ]; do sleep 0.05; done\n");
        cluster.start();
        cluster.deploy(CLIENT, SECOND, backtest());
        await(JOB, seen -> phase(seen).equals(Optional.of(Pod.Phase.INITIALISING)));

        cluster.shutDownAndStart();
        Files.createFile(go);

        await(JOB, OnScriptedCluster::runs);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 73})
    void learnsHowTheInitContainerEndedWhileTheClusterWasDown(int exitCode) throws IOException {
        Path go = base.resolve("go");
        Path marks = base.resolve("init-marks");
        prepareJob();
        giveJobsAnInitContainer(
                "echo run >>" + marks + "; while [ ! -e " + go + " ]; do sleep 0.05; done; exit " + exitCode + "\n");
        cluster.start();
        cluster.deploy(CLIENT, SECOND, backtest());
        await(JOB, seen -> Files.exists(marks));
        ManagedProcess process = registry().find("init-" + JOB).orElseThrow();
        cluster.leave();
        Files.createFile(go);
        awaitDeath(process);

        cluster.start();

        if (exitCode == 0) {
            await(JOB, OnScriptedCluster::runs);
        } else {
            assertThat(await(JOB, LocalJobsTest::hasEnded)
                            .problem()
                            .orElseThrow()
                            .message())
                    .startsWith("the container first ended with exit code 73");
        }
        assertThat(Files.readAllLines(marks)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsAJobOnceWhoseInitContainerFailed(boolean killed) throws IOException {
        Path marks = base.resolve("init-marks");
        prepareJob();
        giveJobsAnInitContainer("echo run >>" + marks + "; exit 69\n");
        cluster.start();
        cluster.deploy(CLIENT, SECOND, backtest());
        Observation.Seen ended = await(JOB, LocalJobsTest::hasEnded);

        if (killed) {
            cluster.leave();
            LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));
            cluster.start();
        } else {
            cluster.shutDownAndStart();
        }

        assertThat(await(JOB, LocalJobsTest::hasEnded)).isEqualTo(ended);
        assertThat(Files.readAllLines(marks)).hasSize(1);
    }

    @Test
    void refusesAFolderWhoseValuesAreOfAnotherBacktest() throws IOException {
        startJob();
        cluster.write(
                "backtests/" + CLIENT + "/9/values.yaml",
                cluster.read("backtests/" + CLIENT + "/" + SECOND + "/values.yaml"));
        cluster.commit("Copy a backtest");

        Observation.Seen other = await(
                new WorkloadId(CLIENT + "-backtest-9"), seen -> seen.problem().isPresent());
        assertThat(other.problem().orElseThrow().kind()).isEqualTo(Problem.Kind.SYNC_FAILED);
        assertThat(other.pod()).isEmpty();
        assertThat(starts()).hasSize(1);
    }

    /** The chart gives them none; a chart of one's own may. */
    private void giveJobsAnInitContainer(String script) {
        String pod = "      {{- include \"freqtrade.pod\" . | nindent 6 }}\n";
        String template = cluster.read(JOB_TEMPLATE);
        assertThat(template).contains(pod);
        cluster.write(JOB_TEMPLATE, template.replace(pod, pod + """
                      initContainers:
                        - name: first
                          image: {{ include "freqtrade.image" . | quote }}
                          workingDir: /freqtrade
                          command: ["sh", "-c", {{ `%s` | quote }}]
                """.formatted(script)));
    }

    private void prepareJob() {
        prepare("echo run >>" + base.resolve("marks") + "\n" + ClusterUnderTest.untilFinished(base));
    }

    private Pod startJob() {
        prepareJob();
        cluster.start();
        cluster.deploy(CLIENT, SECOND, backtest());
        return pod(await(
                JOB,
                seen -> runs(seen)
                        && workloads.logs(JOB, 10).contains("Running backtesting for Strategy SampleStrategy")));
    }

    /** Both downloading and backtesting, which come one after the other, are a start of the script. */
    private List<String> starts() throws IOException {
        List<String> runs = Files.readAllLines(base.resolve("marks"));
        assertThat(runs.size() % 2).isZero();
        return runs.subList(0, runs.size() / 2);
    }

    private void finish(int exitCode) {
        ManagedProcess process = registry().find("pod-" + JOB).orElseThrow();
        cluster.finish(JOB, exitCode);
        awaitDeath(process);
    }

    private static void awaitDeath(ManagedProcess process) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (process.alive()) {
            assertThat(System.nanoTime() - until).as("%s ends", process).isNegative();
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    private Path folder() {
        return cluster.directory.resolve("pods").resolve(JOB.name());
    }

    private List<String> leftFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Optional<Pod.Phase> phase(Observation.Seen seen) {
        return seen.pod().map(Pod::phase);
    }

    private static boolean hasEnded(Observation.Seen seen) {
        return phase(seen).equals(Optional.of(Pod.Phase.ENDED));
    }

    private static RunBacktest backtest() {
        return new RunBacktest(
                "SampleStrategy",
                "binance",
                "USDT",
                new StakeAmount.Unlimited(),
                3,
                "5m",
                List.of("BTC/USDT"),
                Timerange.parse("20250101-20250601").orElseThrow());
    }
}
