package io.botfleet.bootstrap.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.botfleet.bootstrap.client.ApiClient;
import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Asks what the platform does for people alone: how a bot fares, and what a transaction carries. Nothing depends on the
 * answer, which may not come: whoever is asked may end or stop at just that.
 */
final class Visitor {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NO_TRANSACTION = "0x" + "11".repeat(32);

    private Visitor() {}

    /** Asks each of them, without waiting for it. */
    static void visit(List<URI> apis, ClientId client) {
        for (URI api : apis) {
            Thread.ofVirtual().name("visitor").start(() -> visit(api, client));
        }
    }

    private static void visit(URI api, ClientId client) {
        try (ApiClient platform = new ApiClient(api, PATIENCE)) {
            try {
                platform.get("/trade/" + client + "/status");
            } catch (IOException noAnswer) {
                // A bot that is not there is an answer too.
            }
            platform.post("/trade", JsonNodeFactory.instance.objectNode().put("transactionHash", NO_TRANSACTION));
        } catch (IOException noAnswer) {
            // The node does not know the transaction, and says so; or nobody says anything.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
