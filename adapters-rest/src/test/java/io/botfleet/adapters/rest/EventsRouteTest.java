package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.command.Command;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@MicronautTest(rebuildContext = true)
@Timeout(30)
final class EventsRouteTest {
    @Inject
    Http http;

    @Inject
    Scenario scenario;

    @Test
    void tellsTheJournalFromItsBeginningAndGoesOn() throws Exception {
        Command command = scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        try (Stream stream = follow(http.request("/events"))) {
            assertThat(stream.ids(2)).containsExactly("1", "2");
            scenario.step(command.id(), now -> now.waiting("something else"));

            assertThat(stream.step())
                    .contains("id: 3")
                    .contains("data: {\"sequence\":\"3\",\"commandId\":\"1\",\"at\":\"2026-01-01T00:00:00Z\","
                            + "\"stage\":\"QUEUED\",\"text\":\"waits for something else\"}");
        }
    }

    @Test
    void resumesBehindTheLastEventThatTheClientHas() throws Exception {
        scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.received(Scenario.wallet(2));
        try (Stream stream = follow(http.request("/events?after=latest").header("Last-Event-ID", "1"))) {
            assertThat(stream.ids(2)).containsExactly("2", "3");
        }
    }

    @Test
    void beginsWithWhatComesWhereTheClientAsksForIt() throws Exception {
        for (int sent = 0; sent < 5; sent++) {
            scenario.received(Scenario.wallet(sent));
        }
        try (Stream stream = follow(http.request("/events?after=latest"))) {
            assertThat(stream.event()).contains("event: heartbeat", "retry: 2000", "data: {}");
            scenario.received(Scenario.wallet(9));

            assertThat(stream.ids(1)).containsExactly("6");
        }
    }

    @Test
    void refusesToResumeBehindNonsense() {
        Http.Answer answer = http.send(http.request("/events").header("Last-Event-ID", "-1"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").textValue()).isEqualTo("Last-Event-ID");
    }

    @Test
    void leavesNoPlaceTakenByAClientThatWentAway() throws Exception {
        List<Stream> streams = new ArrayList<>();
        for (int follower = 0; follower < 100; follower++) {
            streams.add(follow(http.request("/events")));
        }
        Http.Answer tooMany = http.get("/events");
        assertThat(tooMany.status()).isEqualTo(503);
        assertThat(tooMany.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:too-many-streams");
        assertThat(tooMany.header("Retry-After")).isEqualTo("10");

        streams.forEach(Stream::close);
        scenario.received(Scenario.wallet(1));
        HttpResponse<InputStream> again = ask(http.request("/events"));
        while (again.statusCode() == 503) {
            Thread.sleep(200);
            again = ask(http.request("/events"));
        }
        assertThat(again.statusCode()).isEqualTo(200);
        again.body().close();
    }

    private static HttpResponse<InputStream> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static Stream follow(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new Stream(client, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    private record Stream(HttpClient client, BufferedReader lines) implements AutoCloseable {
        /** The next event's fields, as lines. */
        List<String> event() throws IOException {
            List<String> fields = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !(line.isEmpty() && !fields.isEmpty())) {
                if (!line.isEmpty()) {
                    fields.add(line);
                }
                line = lines.readLine();
            }
            assertThat(line).as("the stream ended").isNotNull();
            return fields;
        }

        /** The next event that is a step. */
        List<String> step() throws IOException {
            List<String> event = event();
            while (!event.contains("event: journal")) {
                event = event();
            }
            return event;
        }

        List<String> ids(int count) throws IOException {
            List<String> ids = new ArrayList<>();
            while (ids.size() < count) {
                step().stream()
                        .filter(field -> field.startsWith("id: "))
                        .map(field -> field.substring(4))
                        .forEach(ids::add);
            }
            return ids;
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}
