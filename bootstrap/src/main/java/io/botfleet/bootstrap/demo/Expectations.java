package io.botfleet.bootstrap.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.bootstrap.client.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** What the demo promises, checked one by one; it succeeds only if every one of them holds. */
final class Expectations {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> ENDED = Set.of("APPROVED", "ROLLED_BACK", "RECLAIMED", "VANISHED");

    private final ApiClient api;
    private final Timeline timeline;
    private final List<String> failed = new ArrayList<>();
    private int held;

    Expectations(ApiClient api, Timeline timeline) {
        this.api = api;
        this.timeline = timeline;
    }

    /** A command, as it is once it has ended; fails after a while. */
    JsonNode ended(String command) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode shown = api.find("/commands/" + command).orElse(null);
            String stage =
                    shown == null ? "" : shown.path("command").path("stage").asText();
            if (shown != null && ENDED.contains(stage)) {
                timeline.await(command, stage);
                return shown;
            }
            Thread.sleep(200);
        }
        throw new IOException("command " + command + " did not end within " + PATIENCE.toSeconds() + " s: "
                + api.get("/commands/" + command + "/explain"));
    }

    /** Like {@link #holds}, but it may take a little while. */
    void comesTrue(String what, Callable<Boolean> check) throws InterruptedException {
        long end = System.nanoTime() + SHORT_PATIENCE.toNanos();
        holds(what, () -> {
            boolean come = check.call();
            while (!come && System.nanoTime() < end) {
                Thread.sleep(200);
                come = check.call();
            }
            return come;
        });
    }

    void holds(String what, Callable<Boolean> check) throws InterruptedException {
        boolean result;
        String why = "";
        try {
            result = check.call();
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception problem) {
            result = false;
            why = String.valueOf(problem.getMessage());
        }
        if (result) {
            held++;
        } else {
            failed.add(why.isEmpty() ? what : what + " (" + why + ")");
        }
        timeline.expectation(what, result, why);
    }

    int held() {
        return held;
    }

    List<String> failed() {
        return failed;
    }
}
