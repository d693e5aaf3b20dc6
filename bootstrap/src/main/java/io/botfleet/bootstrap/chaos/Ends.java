package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether commands have come to their end, as whichever replica can answer tells. */
final class Ends implements AutoCloseable {
    private static final Set<String> ENDED = Set.of("APPROVED", "ROLLED_BACK", "RECLAIMED", "VANISHED");

    /** Whoever is asked again and again may have stopped itself the moment before, and then answers nobody. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final Map<URI, ApiClient> hurried = new HashMap<>();
    private final Map<URI, ApiClient> clients = new HashMap<>();

    Ends(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Of one that can answer now. */
    ApiClient api() throws IOException {
        return clients.computeIfAbsent(address(), ApiClient::new);
    }

    /** Whether all have ended; false too where nobody answers. The newest are asked for first, and tell for most. */
    boolean all(List<Sent> sent) throws InterruptedException {
        try {
            for (Sent each : sent.reversed()) {
                if (!ENDED.contains(stage(quick(), each))) {
                    return false;
                }
            }
            return true;
        } catch (IOException away) {
            // It is starting, or has just died.
            return false;
        }
    }

    /** Whether so many have not ended, of the newest twice as many; true where nobody answers. */
    boolean areOpen(List<Sent> sent, int many) throws InterruptedException {
        int open = 0;
        try {
            for (Sent each : sent.reversed().stream().limit(2L * many).toList()) {
                open += ENDED.contains(stage(quick(), each)) ? 0 : 1;
            }
            return open >= many;
        } catch (IOException away) {
            return true;
        }
    }

    /** Those that have not ended, each with its stage. */
    List<String> open(List<Sent> sent) throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        for (Sent each : sent) {
            String stage = stage(api(), each);
            if (!ENDED.contains(stage)) {
                open.add(each.id() + " " + stage);
            }
        }
        return open;
    }

    private ApiClient quick() throws IOException {
        return hurried.computeIfAbsent(address(), address -> new ApiClient(address, PATIENCE));
    }

    private URI address() throws IOException {
        return fleet.api().orElseThrow(() -> new IOException("nobody is there to be asked"));
    }

    private static String stage(ApiClient api, Sent each) throws IOException, InterruptedException {
        return api.find("/commands/" + each.id())
                .map(shown -> shown.path("command").path("stage").asText())
                .orElse("UNSEEN");
    }

    @Override
    public void close() {
        clients.values().forEach(ApiClient::close);
        hurried.values().forEach(ApiClient::close);
    }
}
