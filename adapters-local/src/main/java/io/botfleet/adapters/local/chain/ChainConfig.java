package io.botfleet.adapters.local.chain;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a development chain is told, by a JSON file; it holds no secret.
 *
 * @param directory the data directory; the chain uses {@code chain/}, {@code ports/} and {@code run/} in it
 * @param port the loopback port for JSON-RPC
 * @param chainId 31337 when missing; fixed by the first start
 * @param anvil the native binary
 * @param wallets the names of the wallets that the genesis block funds; fixed by the first start
 * @param tickMillis the time between blocks while there are transactions to confirm; 250 when missing
 * @param confirmations how many blocks are mined after one with a transaction; 6 when missing
 * @param slots {@code finalized} is twice as many blocks behind the head; 1 when missing
 */
public record ChainConfig(
        Path directory,
        int port,
        @Nullable Long chainId,
        Path anvil,
        List<String> wallets,
        @Nullable Integer tickMillis,
        @Nullable Integer confirmations,
        @Nullable Integer slots) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ChainConfig {
        if (directory == null || anvil == null || port < 1024 || port > 65_535) {
            throw new IllegalArgumentException("a development chain needs a directory, anvil and a port");
        }
        directory = directory.toAbsolutePath().normalize();
        wallets = wallets == null ? List.of() : List.copyOf(wallets);
    }

    /** The usual chain on this directory. */
    public static ChainConfig of(Path directory, int port, Path anvil, List<String> wallets) {
        return new ChainConfig(directory, port, null, anvil, wallets, null, null, null);
    }

    /** The same with another distance from the head to what is final. */
    public ChainConfig withSlots(int other) {
        return new ChainConfig(directory, port, chainId, anvil, wallets, tickMillis, confirmations, other);
    }

    /** Reads the file; unknown fields are refused. */
    public static ChainConfig read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), ChainConfig.class);
    }

    /** Writes what {@link #read} reads. */
    public void write(Path file) throws IOException {
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }

    long chain() {
        return chainId == null ? 31_337 : chainId;
    }

    Duration tick() {
        return Duration.ofMillis(tickMillis == null ? 250 : tickMillis);
    }

    int depth() {
        return confirmations == null ? 6 : confirmations;
    }

    int slotsInAnEpoch() {
        return slots == null ? 1 : slots;
    }

    Path folder() {
        return directory.resolve("chain");
    }
}
