package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL and SIGTERM of the platform's process, after either of which the next one takes everything up. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KilledPlatformIT {
    static final Set<String> ENDED = Set.of("APPROVED", "ROLLED_BACK");
    private static final String ANN = "cliente-001";

    @TempDir
    private static Path folder;

    private static RealPlatform platform;

    @BeforeAll
    static void runABot() throws Exception {
        platform = new RealPlatform(folder.resolve("data"));
        platform.up();
        Installed.Ran ann = platform.sendStart("ann");
        assertThat(ann.exitCode()).as(ann.output()).isZero();
    }

    @AfterAll
    static void end() throws Exception {
        platform.close();
    }

    @Test
    @Order(1)
    void settlesEveryCommandOnceAndInterruptsNoBot() throws Exception {
        long bot = platform.pod(ANN).getFirst().pid();
        platform.sendStart("bob", "--no-wait");
        platform.sendStart("carol", "--no-wait");
        platform.sendStop("dan", "--no-wait");

        platform.kill();
        assertThat(ProcessHandle.of(bot)).isPresent();
        platform.up();

        for (String command : List.of("1", "2", "3", "4")) {
            RealPlatform.comesTrue(
                    "command " + command + " has ended",
                    () -> ENDED.contains(
                            command(command).path("command").path("stage").asText()));
        }
        assertThat(List.of(outcome("1"), outcome("2"), outcome("3"), outcome("4")))
                .containsExactly("APPROVED", "APPROVED", "APPROVED", "ROLLED_BACK");
        assertThat(platform.pod(ANN)).extracting(ProcessHandle::pid).containsExactly(bot);
        assertThat(OnChain.of(platform).settled()).containsExactlyInAnyOrder("1", "2", "3", "4");
        PlainGit git = PlainGit.clone(platform.description().path("gitUrl").asText(), folder.resolve("read"));
        for (String command : List.of("1", "2", "3")) {
            assertThat(git.run("log", "--format=%H", "--grep", "^Command-Id: " + command + "$"))
                    .as("the one commit of command %s", command)
                    .hasSize(40);
        }
    }

    /** In the middle of work, with bots that have to end first: a machine that is shut down gives no more time. */
    @Test
    @Order(2)
    void stopsWithinTenSecondsAndLeavesNothingHalfDone() throws Exception {
        platform.sendStart("eve", "--no-wait");
        platform.sendStop("bob", "--no-wait", "--mode", "now");

        Duration took = platform.terminate();

        assertThat(took).isLessThan(Promised.tenSeconds());
        assertThat(RealPlatform.processes(platform.data() + "/")).isEmpty();
        platform.up();
        for (String command : List.of("5", "6")) {
            RealPlatform.comesTrue(
                    "command " + command + " has ended",
                    () -> ENDED.contains(
                            command(command).path("command").path("stage").asText()));
            assertThat(outcome(command)).isEqualTo("APPROVED");
        }
        assertThat(OnChain.of(platform).settled()).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
        assertThat(platform.pod("cliente-002")).isEmpty();
        RealPlatform.comesTrue("the bots run again", () -> !platform.pod(ANN).isEmpty());
    }

    /** Whatever waits for the database hears nothing of it, and the database nothing of being asked to end. */
    @Test
    @Order(3)
    void stopsWithinTenSecondsWherePostgresHangs() throws Exception {
        List<ProcessHandle> postgres = platform.postgres();
        for (ProcessHandle process : postgres) {
            Installed.run(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())));
        }

        Duration took = platform.terminate();

        assertThat(took).isLessThan(Promised.tenSeconds());
        assertThat(RealPlatform.processes(platform.data() + "/")).isEmpty();
        RealPlatform.comesTrue(
                "nothing of PostgreSQL is left", () -> postgres.stream().noneMatch(ProcessHandle::isAlive));
        platform.up();
        assertThat(OnChain.of(platform).settled()).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
        assertThat(outcome("6")).isEqualTo("APPROVED");
        RealPlatform.comesTrue("the bots run again", () -> !platform.pod(ANN).isEmpty());
    }

    @Test
    void stopsWithinTenSecondsWhileItIsStillStarting() throws Exception {
        Path early = folder.resolve("early");
        Path printed = folder.resolve("early.out");
        Process starting = Installed.botfleet("up", "--data", early.toString())
                .redirectOutput(printed.toFile())
                .start();
        RealPlatform.comesTrue("the chain has been started", () -> Files.exists(early.resolve("run/chain.json")));

        long asked = System.nanoTime();
        starting.destroy();
        starting.waitFor();

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Promised.tenSeconds());
        assertThat(starting.exitValue()).isEqualTo(RealPlatform.TERMINATED);
        assertThat(printed)
                .content()
                .contains("Interrupted while it was starting")
                .doesNotContain("botfleet is up");
        assertThat(early.resolve("platform.json")).doesNotExist();
        assertThat(RealPlatform.processes(early + "/")).isEmpty();
    }

    /** After the others, since what runs in the end is not the chart's own command. */
    @Test
    @Order(4)
    void leavesGitInCharge() throws Exception {
        PlainGit git = PlainGit.clone(platform.description().path("gitUrl").asText(), folder.resolve("clone"));
        platform.kill();

        git.remove("clientes/" + ANN + "/values.yaml");
        RealPlatform.comesTrue("the bot has ended", () -> platform.pod(ANN).isEmpty());
        git.revertLast();
        RealPlatform.comesTrue("the bot runs", () -> !platform.pod(ANN).isEmpty());

        git.edit(
                "infra/charts/freqtrade/templates/_helpers.tpl",
                "command: [\"botfleet-entrypoint\"]",
                "command: [\"sh\", \"-c\", \"echo By hand.; exec botfleet-entrypoint trade\"]");
        RealPlatform.comesTrue("another command runs", () -> log().contains("By hand."));
        RealPlatform.comesTrue("the bot runs", () -> !platform.pod(ANN).isEmpty());
    }

    private static String log() throws Exception {
        Path file = platform.data().resolve("pods").resolve(ANN).resolve("log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static JsonNode command(String id) throws Exception {
        try (ApiClient api = platform.api()) {
            return api.find("/commands/" + id).orElseThrow();
        }
    }

    private static String outcome(String id) throws Exception {
        return command(id).path("settlement").path("outcome").asText();
    }
}
