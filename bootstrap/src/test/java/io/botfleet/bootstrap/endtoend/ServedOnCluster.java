package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.bootstrap.cli.Botfleet;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.testkit.kubernetes.ControlPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The platform in production with all that it needs, on a control plane where it may do what its chart lets it do and no more,
 * and by a way there that can be cut.
 */
final class ServedOnCluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Of every backtest that is sent. */
    static final String TIMERANGE = "20250101-20250201";

    private static final List<String> SAMPLE = List.of(
            "--strategy",
            "SampleStrategy",
            "--exchange",
            "binance",
            "--stake-currency",
            "USDT",
            "--stake-amount",
            "100",
            "--max-open-trades",
            "3",
            "--timeframe",
            "5m",
            "--pair",
            "BTC/USDT");

    private final Path folder;
    private final List<AutoCloseable> started = new ArrayList<>();
    private final Relay way;
    private final ServedParts parts;
    private final PlayedCluster cluster;
    private final PlayedTrades trades;
    private final Served served;

    ServedOnCluster(Path folder, Path tools) throws Exception {
        this.folder = folder;
        try {
            ControlPlane plane = closing(ControlPlane.start(tools));
            this.way = closing(new Relay(plane.server().getPort()));
            this.parts = closing(new ServedParts(Files.createDirectory(folder.resolve("parts"))));
            this.cluster = closing(new PlayedCluster(plane, parts, Files.createDirectory(folder.resolve("cluster"))));
            Path kubeconfig = PlatformsAccount.install(plane)
                    .kubeconfig(URI.create("https://127.0.0.1:" + way.port()), folder.resolve("kubeconfig"));
            Path run = folder.resolve("run");
            ObjectNode configuration = parts.configuration(Served.copies(run), kubeconfig);
            this.trades = new PlayedTrades(configuration.path("database"));
            this.served = closing(Served.start(
                    Served.image(folder.resolve("image")),
                    run,
                    parts.secrets(),
                    configuration,
                    Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + cluster.hosts())));
            served.comesTrue("it is up", served::isHealthy);
        } catch (Exception | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        started.addFirst(part);
        return part;
    }

    Relay way() {
        return way;
    }

    ServedParts parts() {
        return parts;
    }

    PlayedCluster cluster() {
        return cluster;
    }

    PlayedTrades trades() {
        return trades;
    }

    Served served() {
        return served;
    }

    /** Sends a start of the sample strategy; the command. */
    String start(String wallet) throws Exception {
        return send(wallet, "start", SAMPLE);
    }

    /** Sends a stop that lets the bot stay while it holds positions; the command. */
    String drain(String wallet) throws Exception {
        return send(wallet, "stop", List.of("--mode", "drain"));
    }

    /** Sends a backtest of the sample strategy over {@link #TIMERANGE}; the command. */
    String backtest(String wallet) throws Exception {
        return send(
                wallet,
                "backtest",
                Stream.concat(SAMPLE.stream(), Stream.of("--timerange", TIMERANGE))
                        .toList());
    }

    private String send(String wallet, String type, List<String> options) throws Exception {
        Path key = folder.resolve(wallet + ".key");
        PrivateFiles.write(key, parts.key(wallet).reveal().getBytes(StandardCharsets.UTF_8));
        List<String> arguments = new ArrayList<>(List.of("send", type, "--yes", "--no-wait", "--json"));
        arguments.addAll(List.of(
                "--api", served.apiUrl().toString(), "--rpc", parts.rpcUrl().toString()));
        arguments.addAll(List.of("--gateway", parts.gatewayAddress(), "--key-file", key.toString()));
        arguments.addAll(options);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Botfleet.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertThat(exitCode).as("%s%s", out, err).isZero();
        return JSON.readTree(out.toString()).required("commandId").asText();
    }

    /** What is told of a command; missing before the platform has read it. */
    JsonNode command(String command) throws Exception {
        try (ApiClient api = served.api()) {
            return api.find("/commands/" + command).orElse(MissingNode.getInstance());
        }
    }

    String stage(String command) throws Exception {
        return command(command).at("/command/stage").asText();
    }

    /** The settlement once it is known. */
    JsonNode settled(String command) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode found = command(command);
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

    /** What {@code GET /trade/CLIENT/status} says. */
    JsonNode status(String client) throws Exception {
        try (ApiClient api = served.api()) {
            return api.get("/trade/" + client + "/status");
        }
    }

    /** What that says of the bot. */
    JsonNode bot(String client) throws Exception {
        return status(client).path("bot");
    }

    void isRunning(String client) throws Exception {
        served.comesTrue(
                client + " runs", () -> bot(client).path("state").asText().equals("Running"));
    }

    /** What {@code GET /backtest/ID/status} says. */
    JsonNode backtestStatus(String command) throws Exception {
        try (ApiClient api = served.api()) {
            return api.get("/backtest/" + command + "/status");
        }
    }

    /** Whether the GitOps repository has this file now. */
    boolean hasFile(String path) throws Exception {
        return new PlainGit(parts.repository())
                .run("ls-tree", "-r", "--name-only", "main")
                .lines()
                .anyMatch(path::equals);
    }

    /** What a file of the GitOps repository holds now. */
    String file(String path) throws Exception {
        return new PlainGit(parts.repository()).run("show", "main:" + path);
    }

    /** The newest commit of the GitOps repository. */
    String head() throws Exception {
        return new PlainGit(parts.repository()).run("rev-parse", "main");
    }

    /** Every settlement that the contract ever made, by its command. */
    List<String> settledOnChain() throws Exception {
        return OnChain.of(parts.rpcUrl(), parts.gatewayAddress()).settled();
    }

    /** Whatever has been started, the last first. */
    void close() throws Exception {
        for (AutoCloseable part : started) {
            part.close();
        }
    }
}
