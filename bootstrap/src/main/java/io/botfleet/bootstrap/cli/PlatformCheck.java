package io.botfleet.bootstrap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the parts of a running platform are, as {@code GET /health} tells it. */
final class PlatformCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI api;

    PlatformCheck(URI api) {
        this.api = api;
    }

    List<Finding> findings() throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(api.resolve("/health"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            // 503 carries the same document as 200: it says which part is down.
            JsonNode health = JSON.readTree(response.body());
            return health != null && health.path("parts").isObject()
                    ? findings(health)
                    : List.of(Finding.missing(
                            "platform", "something else answers at " + api, "Name the platform with --api URL."));
        } catch (IOException silence) {
            return List.of(Finding.missing(
                    "platform", "nothing answers at " + api, "Start it with ./botfleet up; it goes on where it was."));
        }
    }

    private List<Finding> findings(JsonNode health) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.fine("platform", "answers at " + api));
        for (var part : health.path("parts").properties()) {
            String status = PlatformCommand.text(part.getValue(), "status");
            String since = status + " since " + PlatformCommand.text(part.getValue(), "since");
            findings.add(
                    status.equals("UP")
                            ? Finding.fine(part.getKey(), since)
                            : Finding.missing(part.getKey(), since, PlatformCommand.text(part.getValue(), "message")));
        }
        for (JsonNode alarm : health.path("alarms")) {
            findings.add(Finding.missing(
                    PlatformCommand.text(alarm, "subject"),
                    PlatformCommand.text(alarm, "kind") + " since " + PlatformCommand.text(alarm, "since"),
                    PlatformCommand.text(alarm, "message")));
        }
        return findings;
    }
}
