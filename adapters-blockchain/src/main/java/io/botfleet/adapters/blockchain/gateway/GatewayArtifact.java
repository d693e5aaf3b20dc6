package io.botfleet.adapters.blockchain.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The compiled contract that is committed beside its sources. */
public final class GatewayArtifact {
    private static final JsonNode ARTIFACT = load();

    private GatewayArtifact() {}

    /** The code that creates the contract, before its constructor's arguments. */
    public static Bytes bytecode() {
        return Bytes.ofHex(ARTIFACT.get("bytecode").asText());
    }

    static List<String> signatures(String kind) {
        List<String> signatures = new ArrayList<>();
        for (JsonNode each : ARTIFACT.get("abi")) {
            if (each.get("type").asText().equals(kind)) {
                List<String> types = new ArrayList<>();
                each.path("inputs").forEach(input -> types.add(input.get("type").asText()));
                signatures.add(each.get("name").asText() + "(" + String.join(",", types) + ")");
            }
        }
        return signatures;
    }

    /** The name of the contract's error that a revert returned, like {@code FeeTooLow}. */
    public static Optional<String> errorName(Bytes reverted) {
        if (reverted.size() < 4) {
            return Optional.empty();
        }
        byte[] selector = Arrays.copyOf(reverted.toArray(), 4);
        return signatures("error").stream()
                .filter(signature -> Arrays.equals(
                        selector, Arrays.copyOf(Keccak.of(signature.getBytes(StandardCharsets.US_ASCII)), 4)))
                .map(signature -> signature.substring(0, signature.indexOf('(')))
                .findFirst();
    }

    private static JsonNode load() {
        try (InputStream in = GatewayArtifact.class.getResourceAsStream("CommandGateway.json")) {
            if (in == null) {
                throw new IllegalStateException("CommandGateway.json is not packaged");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
