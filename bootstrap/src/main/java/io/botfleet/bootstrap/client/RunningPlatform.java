package io.botfleet.bootstrap.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code platform.json} says of a local platform.
 *
 * @param wallets the development wallets' private keys by name
 */
public record RunningPlatform(URI apiUrl, URI rpcUrl, Gateway gateway, Map<String, Secret> wallets) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public RunningPlatform {
        wallets = Map.copyOf(wallets);
    }

    /** Empty where no platform ever ran on the directory. */
    public static Optional<RunningPlatform> read(Path data) throws IOException {
        Path file = data.resolve("platform.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(Files.readAllBytes(file));
        try {
            return Optional.of(of(json));
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(file + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static RunningPlatform of(JsonNode json) {
        Map<String, Secret> wallets = new LinkedHashMap<>();
        for (JsonNode wallet : json.path("wallets")) {
            wallets.put(
                    wallet.required("name").asText(),
                    Secret.of(wallet.required("privateKey").asText()));
        }
        return new RunningPlatform(
                URI.create(json.required("apiUrl").asText()),
                URI.create(json.required("rpcUrl").asText()),
                new Gateway(
                        json.required("chainId").asLong(),
                        new Address(json.required("gateway").asText())),
                wallets);
    }
}
