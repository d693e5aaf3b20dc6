package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.bootstrap.local.CommandLines;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code botfleet up} as a process of its own, on a data directory of its own. */
final class RealPlatform implements AutoCloseable {
    /** Bounds a wait that fails; a busy machine with two cores may need most of it. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What shells report of a program that SIGTERM ended. */
    static final int TERMINATED = 143;

    private static final Duration LONGEST_STOP = Duration.ofMinutes(2);

    private final Path data;
    private @Nullable Process up;

    RealPlatform(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }

    /** Starts the platform, or takes up what a killed one left, and waits until every part is well. */
    void up() throws Exception {
        Process started = Installed.botfleet("up", "--data", data.toString())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()))
                .start();
        up = started;
        comesTrue("the platform is up", () -> {
            assertThat(started.isAlive())
                    .as("the platform ended: %s", Files.readString(outputFile()))
                    .isTrue();
            return Files.exists(data.resolve("platform.json")) && isHealthy();
        });
    }

    /** What {@code up} printed, of every time that it ran. */
    Path outputFile() {
        return data.resolveSibling(data.getFileName() + ".out");
    }

    boolean isHealthy() throws Exception {
        return health().path("status").asText().equals("UP");
    }

    /** The body of {@code /health}, whatever its status; an empty one while nothing answers. */
    JsonNode health() throws IOException, InterruptedException {
        try {
            return JSON.readTree(Http.get(URI.create(apiUrl() + "/health")).body());
        } catch (IOException silent) {
            return JSON.createObjectNode();
        }
    }

    String apiUrl() throws IOException {
        return description().path("apiUrl").asText();
    }

    /** What {@code platform.json} says. */
    JsonNode description() throws IOException {
        return JSON.readTree(Files.readAllBytes(data.resolve("platform.json")));
    }

    ApiClient api() throws IOException {
        return new ApiClient(URI.create(apiUrl()));
    }

    /** SIGKILL to the platform's own process; what it started runs on. */
    void kill() throws InterruptedException {
        Process process = running();
        process.destroyForcibly();
        process.waitFor();
        up = null;
    }

    /** SIGTERM; returns how long the platform took to end, and everything that it had started with it. */
    Duration terminate() throws InterruptedException {
        long asked = System.nanoTime();
        Process process = running();
        process.destroy();
        assertThat(process.waitFor(LONGEST_STOP)).as("the platform ends").isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        up = null;
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /** Sends a signal like STOP to the platform's own process. */
    void signal(String name) throws IOException, InterruptedException {
        Installed.Ran kill = Installed.run(
                new ProcessBuilder("kill", "-" + name, Long.toString(running().pid())));
        assertThat(kill.exitCode()).as(kill.output()).isZero();
    }

    /** PostgreSQL with all of its processes. */
    List<ProcessHandle> postgres() throws IOException {
        long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
        ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private Process running() {
        if (up == null) {
            throw new IllegalStateException("the platform does not run");
        }
        return up;
    }

    /** A start, followed to its end; of the sample strategy where no other is named. */
    Installed.Ran sendStart(String wallet, String... more) throws IOException, InterruptedException {
        return send(wallet, market(more), "start");
    }

    Installed.Ran sendBacktest(String wallet, String... more) throws IOException, InterruptedException {
        List<String> arguments = market(more);
        arguments.addAll(List.of("--timerange", "20250101-20250201"));
        return send(wallet, arguments, "backtest");
    }

    private static List<String> market(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--exchange", "binance", "--stake-currency", "USDT"));
        arguments.addAll(List.of("--max-open-trades", "3", "--timeframe", "5m", "--pair", "BTC/USDT"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--strategy")) {
            arguments.addAll(List.of("--strategy", "SampleStrategy"));
        }
        if (!arguments.contains("--stake-amount")) {
            arguments.addAll(List.of("--stake-amount", "100"));
        }
        return arguments;
    }

    Installed.Ran sendStop(String wallet, String... more) throws IOException, InterruptedException {
        return send(wallet, List.of(more), "stop");
    }

    private Installed.Ran send(String wallet, List<String> more, String order)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("send", order, "--yes", "--data", data.toString(), "--wallet", wallet));
        arguments.addAll(more);
        return Installed.run(arguments.toArray(String[]::new));
    }

    /** The client who sent a command. */
    String clientOf(String command) throws IOException, InterruptedException {
        try (ApiClient api = api()) {
            return api.get("/commands/" + command)
                    .path("command")
                    .path("clientId")
                    .asText();
        }
    }

    /** The command that was sent last. */
    String newest() throws IOException, InterruptedException {
        try (ApiClient api = api()) {
            return api.get("/commands?limit=1")
                    .path("commands")
                    .path(0)
                    .path("commandId")
                    .asText();
        }
    }

    /** The processes of a client's pod. */
    List<ProcessHandle> pod(String client) {
        return processes(data.resolve("pods").resolve(client) + "/");
    }

    /** Every process whose command line names this folder. */
    static List<ProcessHandle> processes(String folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> CommandLines.of(process).contains(folder))
                .toList();
    }

    /** What the bot's process was started with, empty while there is none. */
    Optional<JsonNode> configuration(String client) throws IOException {
        return pod(client).isEmpty()
                ? Optional.empty()
                : Optional.of(JSON.readTree(Files.readAllBytes(
                        data.resolve("pods").resolve(client).resolve("volumes/config/config.json"))));
    }

    static void comesTrue(String what, Callable<Boolean> check) throws Exception {
        comesTrue(what, PATIENCE, check);
    }

    static void comesTrue(String what, Duration patience, Callable<Boolean> check) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!check.call()) {
            assertThat(System.nanoTime()).as("%s within %s", what, patience).isLessThan(end);
            Thread.sleep(100);
        }
    }

    /** SIGTERM, or {@code down} where the platform was killed; nothing may be left. */
    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the platform was stopping", hurried);
        }
    }

    private void end() throws IOException, InterruptedException {
        if (up != null) {
            up.destroy();
            up.waitFor(LONGEST_STOP);
            up.destroyForcibly();
        }
        Installed.Ran down = Installed.run("down", "--data", data.toString());
        assertThat(down.exitCode()).as(down.output()).isZero();
        assertThat(processes(data + "/")).isEmpty();
    }
}
