package io.botfleet.bootstrap.chaos;

import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether commands have come to their end, as the platform tells. */
final class Ends {
    private static final Set<String> ENDED = Set.of("APPROVED", "ROLLED_BACK", "RECLAIMED", "VANISHED");

    private final ApiClient api;

    Ends(ApiClient api) {
        this.api = api;
    }

    ApiClient api() {
        return api;
    }

    /** Waits until all have ended; false where that took too long, or the platform died. */
    boolean await(List<Sent> sent, PlatformProcess platform, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (platform.alive() && System.nanoTime() < end) {
            try {
                if (open(sent).isEmpty()) {
                    return true;
                }
            } catch (IOException away) {
                // It is starting, or has just died.
            }
            Thread.sleep(200);
        }
        return false;
    }

    /** Those that have not ended, each with its stage; the newest is asked for first, and tells for most. */
    List<String> open(List<Sent> sent) throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        for (Sent each : sent.reversed()) {
            String stage = api.find("/commands/" + each.id())
                    .map(shown -> shown.path("command").path("stage").asText())
                    .orElse("UNSEEN");
            if (!ENDED.contains(stage)) {
                open.add(each.id() + " " + stage);
            }
        }
        return open;
    }
}
