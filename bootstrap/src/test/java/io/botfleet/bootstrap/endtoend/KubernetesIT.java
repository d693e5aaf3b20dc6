package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.bootstrap.cli.Botfleet;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The platform in production from a transaction to its settlement: as the image runs it, told by its configuration alone, on
 * a real control plane where the tools of one are to be had; otherwise it is skipped, and says so.
 */
@EnabledIfEnvironmentVariable(
        named = ControlPlane.VARIABLE,
        matches = ".+",
        disabledReason = "BOTFLEET_KUBE names no tools of a control plane")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private static Path folder;

    private static ControlPlane plane;
    private static ServedParts parts;
    private static PlayedCluster cluster;
    private static Served served;
    private static int registered = 1;

    @BeforeAll
    static void serve() throws Exception {
        plane = ControlPlane.start(ControlPlane.tools().orElseThrow());
        parts = new ServedParts(Files.createDirectory(folder.resolve("parts")));
        cluster = new PlayedCluster(plane, parts, Files.createDirectory(folder.resolve("cluster")));
        Path run = folder.resolve("run");
        served = Served.start(
                Served.image(folder.resolve("image")),
                run,
                parts.secrets(),
                parts.configuration(Served.copies(run), cluster.kubeconfig()),
                Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + cluster.hosts()));
        served.comesTrue("it is up", () -> served.isHealthy());
    }

    @AfterAll
    static void stop() throws Exception {
        if (served != null) {
            served.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (parts != null) {
            parts.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    @Test
    @Order(1)
    void approvesWhatRunsAsItWasCommanded() throws Exception {
        String command = start("ann");

        JsonNode settled = settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("APPROVED");
        PlainGit git = PlainGit.clone(parts.gitUrl(), folder.resolve("looking"));
        assertThat(git.run("log", "--format=%H", "--grep", "^Command-Id: " + command + "$"))
                .hasSize(40);
        assertThat(cluster.hasDeployment("cliente-001")).isTrue();
        try (ApiClient api = served.api()) {
            assertThat(api.get("/trade/cliente-001/status").at("/bot/state").asText())
                    .isEqualTo("Running");
            // As whom the chart lets the platform read logs.
            assertThat(api.get("/trade/cliente-001/logs").at("/lines/0").asText())
                    .isEqualTo(PlayedCluster.WORDS.strip());
            List<String> followed = new ArrayList<>();
            api.events("/trade/cliente-001/logs", (event, data) -> {
                followed.add(event + " " + data.path("line").asText());
                return event.equals("heartbeat");
            });
            assertThat(followed).last().isEqualTo("log " + PlayedCluster.WORDS.strip());
        }
        assertThat(served.output())
                .doesNotContain(parts.key("ann").reveal(), "platforms-password")
                .doesNotContain(
                        Files.readString(parts.secrets().resolve("settler-key")).strip());
    }

    /** What was approved before is not touched by any of them. */
    @ParameterizedTest(name = "{1}")
    @Order(2)
    @CsvSource({
        "bob, CRASH_LOOP, EXECUTION_FAILED",
        "carol, IMAGE_PULL, NOT_DEPLOYED",
        "dan, SYNC_FAILED, NOT_DEPLOYED",
        "eve, DEGRADED, EXECUTION_FAILED",
        "frank, WRONG_STRATEGY, MISMATCH",
    })
    void rollsBackWhatEvidenceSpeaksAgainst(String wallet, PlayedCluster.Trouble trouble, Reason reason)
            throws Exception {
        String client = nextClient();
        cluster.trouble(client, trouble);

        String command = start(wallet);
        JsonNode settled = settled(command);

        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("ROLLED_BACK");
        assertThat(settled.path("reasonCode").asInt()).as(settled.toString()).isEqualTo(reason.code());
        served.comesTrue("nothing of it is left", () -> !cluster.hasDeployment(client));
        assertThat(cluster.hasDeployment("cliente-001")).isTrue();
    }

    @ParameterizedTest(name = "{1}")
    @Order(3)
    @CsvSource({"grace, NEVER_READY", "heidi, STANDS_STILL"})
    void rollsBackInTimeWhatIsNeverSeenToWork(String wallet, PlayedCluster.Trouble trouble) throws Exception {
        String client = nextClient();
        cluster.trouble(client, trouble);

        String command = start(wallet);
        served.comesTrue("it is deployed", () -> cluster.hasDeployment(client));
        Thread.sleep(15_000);
        try (ApiClient api = served.api()) {
            assertThat(api.get("/commands/" + command).at("/settlement/outcome").asText(""))
                    .as("nothing is evidence before its time is over")
                    .isEmpty();
        }
        parts.letTimePass(Duration.ofMinutes(9));
        // A block that tells the time.
        start("ann");

        JsonNode settled = settled(command);
        assertThat(settled.path("outcome").asText()).as(settled.toString()).isEqualTo("ROLLED_BACK");
        assertThat(settled.path("reasonCode").asInt()).as(settled.toString()).isEqualTo(Reason.TIMEOUT.code());
    }

    private static String nextClient() {
        registered++;
        return "cliente-%03d".formatted(registered);
    }

    private static String start(String wallet) throws Exception {
        Path key = folder.resolve(wallet + ".key");
        PrivateFiles.write(key, parts.key(wallet).reveal().getBytes(StandardCharsets.UTF_8));
        List<String> arguments = new ArrayList<>(List.of("send", "start", "--yes", "--no-wait", "--json"));
        arguments.addAll(List.of(
                "--api", served.apiUrl().toString(), "--rpc", parts.rpcUrl().toString()));
        arguments.addAll(List.of("--gateway", parts.gatewayAddress(), "--key-file", key.toString()));
        arguments.addAll(List.of("--strategy", "SampleStrategy", "--exchange", "binance", "--stake-currency", "USDT"));
        arguments.addAll(List.of("--stake-amount", "100", "--max-open-trades", "3", "--timeframe", "5m"));
        arguments.addAll(List.of("--pair", "BTC/USDT"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Botfleet.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertThat(exitCode).as("%s%s", out, err).isZero();
        return JSON.readTree(out.toString()).required("commandId").asText();
    }

    /** The settlement once it is known. */
    private static JsonNode settled(String command) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (ApiClient api = served.api()) {
            while (true) {
                JsonNode found = api.find("/commands/" + command).orElse(MissingNode.getInstance());
                if (found.path("settlement").path("outcome").isTextual()) {
                    return found.path("settlement");
                }
                assertThat(cluster.failure()).isEmpty();
                assertThat(System.nanoTime())
                        .as("command %s is settled: %s; %s", command, found, served.output())
                        .isLessThan(end);
                Thread.sleep(200);
            }
        }
    }
}
