package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.local.process.Ending;
import io.botfleet.adapters.local.process.Launch;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.local.process.ProcessRegistry;
import io.botfleet.adapters.local.process.Session;
import io.botfleet.adapters.local.process.StartedProcess;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** One run of anvil, which mines only when it is told to and forgets everything when it ends. */
final class Anvil {
    private static final String NAME = "anvil";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofSeconds(30);

    private final StartedProcess process;
    private final HttpClient http;
    private final URI address;

    private Anvil(StartedProcess process, HttpClient http, URI address) {
        this.process = process;
        this.http = http;
        this.address = address;
    }

    /** Starts it with nothing but the genesis block; one that a killed front left is ended first. */
    static Anvil start(ChainConfig config, int port, Path genesis, ProcessRegistry processes, HttpClient http) {
        end(config, processes);
        // The fixed order keeps a replay the same; short epochs keep `finalized` close to the head.
        List<String> command = List.of(
                config.anvil().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--chain-id",
                Long.toString(config.chain()),
                "--init",
                genesis.toString(),
                "--accounts",
                "0",
                "--hardfork",
                "osaka",
                "--no-mining",
                "--order",
                "fifo",
                "--slots-in-an-epoch",
                Integer.toString(config.slotsInAnEpoch()),
                "--cache-path",
                cache(config).toString(),
                "--max-persisted-states",
                "64",
                "--silent");
        PrivateFiles.folder(cache(config));
        Launch launch = new Launch(
                command,
                config.folder(),
                Map.of("HOME", cache(config).toString(), "PATH", "/usr/bin:/bin"),
                config.folder().resolve("anvil.log"),
                OptionalInt.of(port));
        Anvil anvil = new Anvil(processes.start(NAME, launch), http, URI.create("http://127.0.0.1:" + port));
        anvil.awaitReady();
        return anvil;
    }

    /** It writes old states there without bound, and does not always clean up itself. */
    private static Path cache(ChainConfig config) {
        return config.folder().resolve("cache");
    }

    static void end(ChainConfig config, ProcessRegistry processes) {
        processes.end(NAME, Ending.within(Duration.ofSeconds(3)));
        PrivateFiles.deleteAll(cache(config));
    }

    private void awaitReady() {
        long until = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                call("eth_chainId");
                return;
            } catch (IOException | RpcRefusal notYet) {
                if (!alive() || System.nanoTime() - until > 0) {
                    throw new Unavailable("anvil did not start; chain/anvil.log says why", notYet);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while anvil was starting", interrupted);
        }
    }

    boolean alive() {
        return process.alive();
    }

    void kill() {
        Session.of(process.process().identity()).kill();
    }

    JsonNode call(String method, Object... params) throws IOException, RpcRefusal {
        return call(method, JSON.valueToTree(params));
    }

    JsonNode call(String method, JsonNode params) throws IOException, RpcRefusal {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", params.isArray() ? params : JSON.createArrayNode());
        JsonNode answer = JSON.readTree(forward(JSON.writeValueAsBytes(request)));
        JsonNode error = answer.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw new RpcRefusal(
                    error.path("code").asInt(-32_000), error.path("message").asText("anvil refuses"));
        }
        return answer.path("result");
    }

    /** A request and its answer, unread. */
    byte[] forward(byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(CALL)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking anvil", interrupted);
        }
    }

    static ArrayNode none() {
        return JSON.createArrayNode();
    }
}
