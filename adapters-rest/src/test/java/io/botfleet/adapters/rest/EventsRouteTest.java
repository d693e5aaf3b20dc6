package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.command.Command;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
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
        try (EventStream stream = EventStream.follow(http.request("/events"))) {
            assertThat(ids(stream, 2)).containsExactly("1", "2");
            scenario.step(command.id(), now -> now.waiting("something else"));

            assertThat(stream.event("journal"))
                    .contains("id: 3")
                    .contains("data: {\"sequence\":\"3\",\"commandId\":\"1\",\"at\":\"2026-01-01T00:00:00Z\","
                            + "\"stage\":\"QUEUED\",\"text\":\"waits for something else\"}");
        }
    }

    @Test
    void resumesBehindTheLastEventThatTheClientHas() throws Exception {
        scenario.queued(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.received(Scenario.wallet(2));
        try (EventStream stream =
                EventStream.follow(http.request("/events?after=latest").header("Last-Event-ID", "1"))) {
            assertThat(ids(stream, 2)).containsExactly("2", "3");
        }
    }

    @Test
    void beginsWithWhatComesWhereTheClientAsksForIt() throws Exception {
        for (int sent = 0; sent < 5; sent++) {
            scenario.received(Scenario.wallet(sent));
        }
        try (EventStream stream = EventStream.follow(http.request("/events?after=latest"))) {
            assertThat(stream.event()).contains("event: heartbeat", "retry: 2000", "data: {}");
            scenario.received(Scenario.wallet(9));

            assertThat(ids(stream, 1)).containsExactly("6");
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
        List<EventStream> streams = new ArrayList<>();
        for (int follower = 0; follower < 100; follower++) {
            streams.add(EventStream.follow(http.request("/events")));
        }
        Http.Answer tooMany = http.get("/events");
        assertThat(tooMany.status()).isEqualTo(503);
        assertThat(tooMany.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:too-many-streams");
        assertThat(tooMany.header("Retry-After")).isEqualTo("10");

        streams.forEach(EventStream::close);
        scenario.received(Scenario.wallet(1));
        HttpResponse<InputStream> again = EventStream.ask(http.request("/events"));
        while (again.statusCode() == 503) {
            Thread.sleep(200);
            again = EventStream.ask(http.request("/events"));
        }
        assertThat(again.statusCode()).isEqualTo(200);
        again.body().close();
    }

    private static List<String> ids(EventStream stream, int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            stream.event("journal").stream()
                    .filter(field -> field.startsWith("id: "))
                    .map(field -> field.substring(4))
                    .forEach(ids::add);
        }
        return ids;
    }
}
