package io.botfleet.bootstrap.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The gateway of a data directory, remembered in a file. */
record DeployedGateway(Gateway gateway, long startBlock) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Optional<DeployedGateway> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(Files.readAllBytes(file));
        return Optional.of(new DeployedGateway(
                new Gateway(
                        json.required("chainId").asLong(),
                        new Address(json.required("gateway").asText())),
                json.required("startBlock").asLong()));
    }

    void write(Path file) throws IOException {
        PrivateFiles.write(
                file,
                JSON.writeValueAsBytes(Map.of(
                        "chainId",
                        gateway.chainId(),
                        "gateway",
                        gateway.address().hex(),
                        "startBlock",
                        startBlock)));
    }
}
