package io.botfleet.adapters.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.JavaProgram;
import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.testkit.contract.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lives of bots: through the cluster's own death and that of its repository, and one at a time. */
final class LocalClusterTest extends OnScriptedCluster {
    @Test
    void aKilledClusterLeavesItsBotsToTheNextOne() throws IOException {
        prepare("exec sleep 1000");
        startAsProcess(base.resolve("cluster.json"));
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, OnScriptedCluster::runs));
        ManagedProcess bot = registry().find("pod-" + BOT).orElseThrow();

        registry().end("cluster", Ending.within(Duration.ZERO));
        assertThat(workloads.observe(BOT)).isInstanceOf(Observation.Unreachable.class);
        assertThat(bot.alive()).isTrue();
        cluster.start();

        assertThat(pod(await(BOT, OnScriptedCluster::runs))).isEqualTo(before);
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
        Pod before = pod(await(BOT, OnScriptedCluster::runs));
        cluster.leave();
        Path state = cluster.directory.resolve("pods/" + BOT + "/pod.json");
        String saved = Files.readString(state);
        String unsaved = saved.replaceFirst("\"containerStartedAt\":\\d+", "\"containerStartedAt\":0");
        assertThat(unsaved).isNotEqualTo(saved);
        Files.writeString(state, unsaved);

        cluster.start();

        for (int look = 0; look < 5; look++) {
            assertThat(pod(await(BOT, OnScriptedCluster::runs)))
                    .as("look %s", look)
                    .isEqualTo(before);
            Thread.sleep(150);
        }
    }

    @Test
    void removesWhatLeftTheRepositoryWhileItWasDown() {
        run("exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, OnScriptedCluster::runs);

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
        String uid = pod(await(BOT, OnScriptedCluster::runs)).uid();

        cluster.leave();
        kill();
        cluster.start();

        Pod after = pod(await(BOT, seen -> runs(seen) && pod(seen).restarts() == 1));
        assertThat(after.uid()).isEqualTo(uid);
    }

    /** The values by which a stop lets a bot stay restart nothing, and whatever starts it next finds them. */
    @Test
    void leavesABotAloneThatIsToComeUpPausedAndStartsItPausedFromThenOn() {
        run("echo comes up $FREQTRADE__INITIAL_STATE; exec sleep 1000");
        cluster.deploy(CLIENT, FIRST, order());
        Pod before = pod(await(BOT, OnScriptedCluster::runs));
        await(BOT, seen -> workloads.logs(BOT, 10).contains("comes up running"));

        String values = "clientes/" + CLIENT + "/values.yaml";
        cluster.write(
                values,
                ValuesDocument.paused(Bytes.ofUtf8(cluster.read(values))).utf8());
        CommitId paused = cluster.commit("Pause " + CLIENT);

        Observation.Seen after = await(BOT, seen -> seen.revision().equals(Optional.of(paused)));
        assertThat(after).isEqualTo(new Observation.Seen(Optional.of(paused), Optional.of(before), Optional.empty()));
        kill();
        Pod again = pod(await(BOT, seen -> runs(seen) && pod(seen).restarts() == 1));
        assertThat(again.uid()).isEqualTo(before.uid());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("comes up paused"));

        cluster.leave();
        kill();
        cluster.start();
        await(BOT, seen -> runs(seen) && pod(seen).restarts() == 2);
        await(
                BOT,
                seen -> workloads.logs(BOT, 10).stream()
                                .filter("comes up paused"::equals)
                                .count()
                        == 2);
    }

    private void kill() {
        registry()
                .find("pod-" + BOT)
                .ifPresent(bot -> ProcessHandle.of(bot.identity().pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void neverRunsTwoProcessesOfOneBot() {
        Path marks = base.resolve("marks");
        run("trap 'sleep 0.5; echo end >>" + marks + "; exit 0' TERM\necho start >>" + marks + "\n"
                + "while :; do sleep 0.05; done");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, seen -> runs(seen) && lines(marks).size() == 1);

        cluster.deploy(CLIENT, SECOND, order());
        await(BOT, seen -> runs(seen) && pod(seen).command().equals(Optional.of(SECOND)));
        await(BOT, _ -> lines(marks).size() == 3);
        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());

        assertThat(lines(marks)).containsExactly("start", "end", "start", "end");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
    void keepsWhatRunsWhileTheRepositoryIsAway() throws Exception {
        run("exec sleep 1000");
        CommitId commit = cluster.deploy(CLIENT, FIRST, order()).commit();
        Pod before = pod(await(BOT, OnScriptedCluster::runs));

        Path away = base.resolve("away");
        Files.move(cluster.work, away);
        while (!get("/healthz", Optional.empty()).body().contains("no Git repository")) {
            Thread.sleep(50);
        }
        cluster.leave();
        cluster.start();
        Observation.Seen seen = await(BOT, OnScriptedCluster::runs);
        assertThat(seen).isEqualTo(new Observation.Seen(Optional.of(commit), Optional.of(before), Optional.empty()));

        Files.move(away, cluster.work);
        cluster.remove(CLIENT);
        await(BOT, gone -> gone.pod().isEmpty());
    }

    @Test
    void followsABotOverTheEndsOfItsContainer() {
        run("echo begun; sleep 0.3; echo ends; exit 1");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("begun"));

        try (LogReader reader = LogReader.of(workloads.follow(BOT, 100))) {
            await(BOT, seen -> reader.lines().stream().filter("begun"::equals).count() >= 3);

            assertThat(reader.lines())
                    .filteredOn(line -> line.equals("begun") || line.equals("ends"))
                    .startsWith("begun", "ends", "begun", "ends", "begun");
        }
    }

    @Test
    void noticesThatAClusterWhoseLogIsFollowedHangs() throws IOException {
        prepare("echo begun; exec sleep 1000");
        startAsProcess(base.resolve("cluster.json"));
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("begun"));
        ManagedProcess process = registry().find("cluster").orElseThrow();
        try (LogReader reader = LogReader.of(workloads.follow(BOT, 100))) {
            reader.await("begun");
            signal(process, "STOP");
            try {
                assertThat(reader.end(Duration.ofSeconds(45))).containsInstanceOf(Unavailable.class);
            } finally {
                signal(process, "CONT");
            }
        }
    }

    private static void signal(ManagedProcess process, String name) throws IOException {
        try {
            assertThat(new ProcessBuilder(
                                    "kill",
                                    "-" + name,
                                    Long.toString(process.identity().pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void keepsWhatTheLastPodPrintedAndNoMore() throws IOException {
        Path words = Files.writeString(base.resolve("words"), "the first");
        run("echo said by $(cat " + words + "); exec sleep 1000");
        Path kept = cluster.directory.resolve("logs/pods/" + BOT + ".log");
        cluster.deploy(CLIENT, FIRST, order());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("said by the first"));
        assertThat(kept).doesNotExist();

        cluster.remove(CLIENT);
        await(BOT, seen -> seen.pod().isEmpty());

        assertThat(kept).content().contains("said by the first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        Files.writeString(words, "the second");
        cluster.deploy(CLIENT, SECOND, order());
        await(BOT, seen -> workloads.logs(BOT, 10).contains("said by the second"));
        cluster.leave();
        LocalCluster.endLeftPods(cluster.directory, Duration.ofSeconds(5));
        assertThat(kept).content().contains("said by the second").doesNotContain("the first");
    }

    private void startAsProcess(Path file) throws IOException {
        cluster.config.write(file);
        registry()
                .start(
                        "cluster",
                        JavaProgram.of(LocalCluster.class, file, base.resolve("cluster.log"), cluster.config.port()));
    }
}
