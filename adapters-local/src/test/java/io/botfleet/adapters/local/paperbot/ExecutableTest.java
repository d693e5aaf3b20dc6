package io.botfleet.adapters.local.paperbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.workload.PodDirectory;
import io.botfleet.adapters.local.workload.Repository;
import io.botfleet.adapters.local.workload.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable as a pod starts it, in a process of its own: how it runs, what it logs, how it ends. */
class ExecutableTest {
    private static final List<String> TRADE = List.of(
            "trade", "-c", "config.json", "-c", "secret.json", "--strategy", "Sample", "--strategy-path", "strategies");

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();
    private BotFixture fixture;
    private Path log;

    @BeforeEach
    void givenAClient() throws IOException {
        fixture = BotFixture.in(directory);
        log = directory.resolve("output");
    }

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void iteratesWhileItRunsAndEndsOnSigtermWith130() throws Exception {
        var process = start(TRADE, Map.of());
        awaitPing(process);
        var client = Client.of(fixture);
        var first = awaitIteration(client, 0);
        assertThat(awaitIteration(client, first)).isGreaterThan(first);

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(output())
                .contains(
                        "It trades nothing",
                        "freqtrade.worker - INFO - Changing state to: RUNNING",
                        "Bot heartbeat. PID=" + process.pid(),
                        "state='RUNNING'",
                        "SIGINT received, aborting ...")
                .contains("Using DB: \"postgresql+psycopg://bot_" + fixture.schema() + ":*****@")
                .doesNotContain(BotFixture.PASSWORD, BotFixture.JWT_SECRET, "Fatal");
        assertThat(Files.readAllLines(directory.resolve("lives").resolve("cliente-001.log")))
                .satisfiesExactly(
                        began -> assertThat(began)
                                .contains("\"start\"", "\"pid\":" + process.pid() + ",", "\"command\":\"42\""),
                        ended -> assertThat(ended).contains("\"end\"", "\"pid\":" + process.pid() + ","));
    }

    @Test
    void standsStillWhileItIsStoppedAndAnswersAllTheSame() throws Exception {
        var process = start(TRADE, Map.of("FREQTRADE__INITIAL_STATE", "stopped"));
        awaitPing(process);
        var client = Client.of(fixture);

        // The end of a round.
        await(process, attempt -> output().matches("(?s).*Bot heartbeat\\..* state='STOPPED'.*"));

        assertThat(client.get("/show_config").path("state").asText()).isEqualTo("stopped");
        assertThat(client.get("/health").path("last_process").isNull()).isTrue();
        client.call("POST", "/start", "");
        assertThat(awaitIteration(client, 0)).isPositive();
    }

    @Test
    void comesUpPausedWhereItIsToldAndSeesToWhatItHoldsAllTheSame() throws Exception {
        var process = start(TRADE, Map.of("FREQTRADE__INITIAL_STATE", "paused"));
        awaitPing(process);
        var client = Client.of(fixture);

        assertThat(awaitIteration(client, 0)).isPositive();
        assertThat(client.get("/show_config").path("state").asText()).isEqualTo("paused");
    }

    @Test
    void readsItsConfigurationAnewWhenItIsTold() throws Exception {
        var process = start(TRADE, Map.of());
        awaitPing(process);
        var config = Files.readString(directory.resolve("config.json"));
        Files.writeString(directory.resolve("config.json"), config.replace("cliente-001.42", "cliente-001.43"));
        var client = Client.of(fixture);

        client.call("POST", "/reload_config", "");

        await(
                process,
                attempt -> client.get("/show_config").path("bot_name").asText().equals("cliente-001.43"));
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void isStartedByTheImagesEntryPoint(@TempDir Path pod) throws Exception {
        var laidOut = PodDirectory.in(pod)
                .secret(
                        "DATABASE_URL",
                        Json.MAPPER
                                .readTree(Files.readString(directory.resolve("secret.json")))
                                .path("db_url")
                                .asText())
                .secret("API_USERNAME", BotFixture.USER)
                .secret("API_PASSWORD", BotFixture.PASSWORD)
                .secret("JWT_SECRET", BotFixture.JWT_SECRET)
                .file("config/config.json", Files.readString(directory.resolve("config.json")))
                .program(
                        "freqtrade",
                        "#!/bin/sh\nexec "
                                + java().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "))
                                + " \"$@\"\n");
        var process = laidOut.start(
                List.of("sh", Repository.ENTRY_POINT.toString(), "trade"),
                Map.of(
                        "FREQTRADE_STRATEGY", "SampleStrategy",
                        "FREQTRADE_LISTEN_ADDRESS", "127.0.0.1",
                        "FREQTRADE_LISTEN_PORT", String.valueOf(fixture.port())));
        started.add(process);
        log = pod.resolve("tmp/output");

        awaitPing(process);

        var config = Client.of(fixture).get("/show_config");
        assertThat(config.path("strategy").asText()).isEqualTo("SampleStrategy");
        assertThat(config.path("state").asText()).isEqualTo("running");
    }

    @Test
    void tradesOnWithoutAnApiThatCannotStart() throws Exception {
        try (var taken = new ServerSocket(fixture.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            var process = start(TRADE, Map.of());

            await(process, attempt -> output().contains("Bot heartbeat"));

            assertThat(output()).contains("Api server failed to start.");
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void endsWhenItsDatabaseIsGoneSoThatItIsStartedAgain() throws Exception {
        var process = start(TRADE, Map.of());
        awaitPing(process);

        TestDatabase.shared()
                .execute(
                        "ALTER ROLE " + fixture.role() + " NOLOGIN",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + fixture.role()
                                + "'");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output()).contains("Fatal exception!", "worker found ... calling exit");
    }

    private interface Check {
        boolean holds(int attempt) throws Exception;
    }

    private void await(Process process, Check check) throws Exception {
        for (var attempt = 0; attempt < 1_200; attempt++) {
            try {
                if (check.holds(attempt)) {
                    return;
                }
            } catch (IOException notYet) {
                assertThat(process.isAlive()).as(output()).isTrue();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("not in a minute: " + output());
    }

    private void awaitPing(Process process) throws Exception {
        await(process, attempt -> {
            try {
                return Client.of(fixture)
                                .get("/show_config")
                                .path("state")
                                .asText()
                                .length()
                        > 0;
            } catch (ConnectException notYet) {
                throw new IOException(notYet);
            }
        });
    }

    /** The second of an iteration later than {@code after}. */
    private long awaitIteration(Client client, long after) throws Exception {
        for (var attempt = 0; attempt < 1_200; attempt++) {
            var latest = client.get("/health").path("last_process_ts").asLong();
            if (latest > after) {
                return latest;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("last_process does not advance: " + output());
    }

    private Process start(List<String> arguments, Map<String, String> environment) throws IOException {
        var command = new ArrayList<>(java());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private String output() throws IOException {
        return Files.readString(log);
    }

    /** A Java that has what a pod's has: paperbot's own classes, the database driver and the JSON library. */
    private List<String> java() {
        var classPath =
                PaperBot.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-D" + LifeLog.FOLDER + "=" + directory.resolve("lives"),
                "-cp",
                classPath,
                PaperBot.class.getName());
    }
}
