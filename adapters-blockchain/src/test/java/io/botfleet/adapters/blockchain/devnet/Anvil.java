package io.botfleet.adapters.blockchain.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.node.Reply;
import io.botfleet.adapters.blockchain.node.Request;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.settlement.SignedTransaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real EVM node for one test class: anvil's native binary, which {@code npm ci} installs beside the contracts. */
public final class Anvil implements AutoCloseable {
    /** The well-known keys of the mnemonic "test test … junk", in their order; worthless everywhere else. */
    private static final List<String> KEYS = List.of(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
            "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
            "47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
            "8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
            "92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
            "4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
            "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
            "2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6");

    private final Path directory;
    private final Process process;
    private final URI endpoint;
    private final JsonRpc rpc;

    private Anvil(Path directory, Process process, URI endpoint) {
        this.directory = directory;
        this.process = process;
        this.endpoint = endpoint;
        this.rpc = new JsonRpc(endpoint, Duration.ofSeconds(60));
    }

    /** Starts a node that mines only when it is told to. */
    public static Anvil start(String... more) {
        try {
            Path directory = Files.createTempDirectory("botfleet-anvil");
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    binary().toString(),
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--hardfork=osaka",
                    "--no-mining",
                    "--order=fifo",
                    "--silent",
                    "--cache-path=" + directory,
                    "--max-persisted-states=50"));
            command.addAll(List.of(more));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("HOME", directory.toString());
            Anvil anvil = new Anvil(directory, builder.start(), URI.create("http://127.0.0.1:" + port));
            anvil.awaitAnswer();
            return anvil;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path binary() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path binary = Path.of("contracts", "node_modules", "@foundry-rs", "anvil-" + name + "-" + arch, "bin", "anvil");
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    "anvil is not installed: run \"npm ci\" in adapters-blockchain/contracts (looked for "
                            + binary.toAbsolutePath() + ")");
        }
        return binary;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() {
        for (int tries = 0; ; tries++) {
            try {
                call("eth_chainId");
                return;
            } catch (Unavailable notYet) {
                if (tries > 500 || !process.isAlive()) {
                    close();
                    throw notYet;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    public static Wallet wallet(int number) {
        return Wallet.ofPrivateKey(KEYS.get(number));
    }

    public JsonNode call(String method, Object... parameters) {
        return switch (rpc.ask(Request.of(method, parameters))) {
            case Reply.Result(JsonNode value) -> value;
            case Reply.Failure failure -> throw new IllegalStateException(method + ": " + failure.message());
        };
    }

    public void mine(int blocks) {
        call("evm_mine");
        if (blocks > 1) {
            call("anvil_mine", "0x" + Integer.toHexString(blocks - 1));
        }
    }

    /** Replaces the newest blocks by as many empty ones. */
    public void reorganise(int depth) {
        call("anvil_reorg", depth, List.of());
    }

    /**
     * Replaces the newest blocks by as many others.
     *
     * @param transactions signed ones, each with the place of its block among the new ones, from 0
     */
    public void reorganise(int depth, Map<SignedTransaction, Integer> transactions) {
        List<Object> pairs = new ArrayList<>();
        transactions.forEach((signed, place) -> pairs.add(List.of(signed.raw().hex(), place)));
        call("anvil_reorg", depth, pairs);
    }

    public void passTime(Duration time) {
        call("evm_increaseTime", time.toSeconds());
        mine(1);
    }

    @Override
    public void close() {
        rpc.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
