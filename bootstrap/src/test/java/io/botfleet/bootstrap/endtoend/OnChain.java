package io.botfleet.bootstrap.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.domain.chain.Address;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the contract itself says, without the platform.
 *
 * @param settled the command of every settlement that it ever made, once for each
 */
record OnChain(List<String> settled) {
    static OnChain of(RealPlatform platform) throws Exception {
        JsonNode description = platform.description();
        return of(
                URI.create(description.path("rpcUrl").asText()),
                description.path("gateway").asText());
    }

    static OnChain of(URI rpcUrl, String gateway) throws Exception {
        try (JsonRpc rpc = new JsonRpc(rpcUrl, Duration.ofSeconds(10))) {
            EvmNode node = new EvmNode(rpc);
            return new OnChain(node.logs(0, node.latest().number(), new Address(gateway), GatewayEvents.TOPICS).stream()
                    .flatMap(log -> GatewayEvents.decode(log, Instant.now(), false).stream())
                    .filter(ChainEvent.Settled.class::isInstance)
                    .map(event -> ((ChainEvent.Settled) event).command().toString())
                    .toList());
        }
    }
}
