package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.testkit.memory.World;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest(rebuildContext = true)
@Timeout(30)
final class LogsRouteTest {
    private static final String LOGS = "/trade/cliente-001/logs";
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    @Inject
    Http http;

    @Inject
    World world;

    @Inject
    Scenario scenario;

    @Inject
    WorldFactory.OpenLogs open;

    @BeforeEach
    void startABot() {
        scenario.approving(Scenario.wallet(1), Scenario.start("SampleStrategy"));
        scenario.settle();
    }

    @AfterEach
    void restart() {
        world.restart(World.Part.CLUSTER);
    }

    @Test
    void givesTheLastLines() {
        for (int line = 1; line <= 120; line++) {
            print("line " + line);
        }

        assertThat(http.get(LOGS + "?lines=2").text())
                .isEqualTo("{\"clientId\":\"cliente-001\",\"lines\":[\"line 119\",\"line 120\"]}");
        assertThat(http.get(LOGS).json().path("lines")).hasSize(100).first().satisfies(first -> assertThat(
                        first.textValue())
                .isEqualTo("line 21"));
        assertThat(http.get(LOGS + "?lines=5000").json().path("lines")).hasSize(120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "application/json, text/event-stream;q=0.5"})
    void answersWithJsonToWhoeverDoesNotAskForEvents(String accept) {
        print("said");

        Http.Answer answer = http.send(http.request(LOGS).header("Accept", accept));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().path("lines")).hasSize(1);
    }

    @Test
    void hasNoLinesOfABotThatIsNotThere() throws Exception {
        scenario.received(Scenario.wallet(2));

        assertThat(http.get("/trade/cliente-002/logs").text()).isEqualTo("{\"clientId\":\"cliente-002\",\"lines\":[]}");
        try (EventStream stream = EventStream.follow(following("/trade/cliente-002/logs"))) {
            assertThat(stream.event("end")).contains("data: {}");
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void tellsEachNewLineAsItIsPrinted() throws Exception {
        print("one");
        print("two");
        try (EventStream stream = EventStream.follow(following(LOGS + "?lines=1"))) {
            assertThat(stream.event("log")).contains("data: {\"line\":\"two\"}");
            print("three");
            assertThat(stream.event("log")).contains("data: {\"line\":\"three\"}");
            print("");
            print("data: forged\u001b[2J\nevent: end");
            assertThat(stream.event("log")).contains("data: {\"line\":\"\"}");
            List<String> forged = stream.event("log");
            assertThat(forged).hasSize(2).contains("event: log");
            String data = forged.stream()
                    .filter(field -> field.startsWith("data: "))
                    .findFirst()
                    .orElseThrow();
            assertThat(data).doesNotContain("\u001b");
            assertThat(new ObjectMapper()
                            .readTree(data.substring(6))
                            .path("line")
                            .textValue())
                    .isEqualTo("data: forged\u001b[2J\nevent: end");
        }
    }

    @Test
    void givesASignOfLifeBeforeAnyLine() throws Exception {
        try (EventStream stream = EventStream.follow(following(LOGS))) {
            assertThat(stream.event()).contains("event: heartbeat", "retry: 2000", "data: {}");
        }
    }

    @Test
    void saysThatThePodIsGoneAndEnds() throws Exception {
        print("one");
        try (EventStream stream = EventStream.follow(following(LOGS))) {
            assertThat(stream.event("log")).contains("data: {\"line\":\"one\"}");
            scenario.approving(Scenario.wallet(1), Scenario.start("OtherStrategy"));
            world.cluster().reconcile();

            assertThat(stream.event("end")).contains("data: {}");
            assertThat(stream.next()).isEmpty();
        }
        awaitNoneFollowed();
    }

    @Test
    void saysThatItBrokeOffAndNotThatThePodIsGoneWhereTheClusterGoes() throws Exception {
        print("one");
        try (EventStream stream = EventStream.follow(following(LOGS))) {
            stream.event("log");
            world.stop(World.Part.CLUSTER);

            List<String> fields = new ArrayList<>();
            for (Optional<List<String>> event = stream.next(); event.isPresent(); event = stream.next()) {
                fields.addAll(event.get());
            }
            assertThat(fields).contains("event: broken").doesNotContain("event: end");
        }
        awaitNoneFollowed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void refusesWhatItCanNotGive(String accept) {
        assertProblem(accept, LOGS + "?lines=0", 400, "invalid");
        assertProblem(accept, LOGS + "?lines=5001", 400, "invalid");
        assertProblem(accept, LOGS + "?lines=all", 400, "invalid");
        assertProblem(accept, "/trade/bob/logs", 400, "invalid");
        assertProblem(accept, "/trade/cliente-999/logs", 404, "client-unknown");
        world.stop(World.Part.CLUSTER);
        assertProblem(accept, LOGS, 503, "unavailable");
        assertThat(open.count()).hasValue(0);
    }

    @Test
    void leavesNoPlaceAndNoConnectionToTheClusterTakenByAClientThatWentAway() throws Exception {
        print("one");
        List<EventStream> streams = new ArrayList<>();
        for (int follower = 0; follower < 50; follower++) {
            streams.add(EventStream.follow(following(LOGS)));
        }
        assertThat(open.count()).hasValue(50);
        Http.Answer tooMany = http.send(following(LOGS));
        assertThat(tooMany.status()).isEqualTo(503);
        assertThat(tooMany.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:too-many-streams");
        assertThat(tooMany.header("Retry-After")).isEqualTo("10");

        streams.forEach(EventStream::close);

        awaitNoneFollowed();
        HttpResponse<InputStream> again = EventStream.ask(following(LOGS));
        assertThat(again.statusCode()).isEqualTo(200);
        again.body().close();
    }

    private void awaitNoneFollowed() throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (open.count().get() > 0) {
            assertThat(System.nanoTime() - until)
                    .as("%s logs are still followed", open.count())
                    .isNegative();
            Thread.sleep(20);
        }
    }

    private void assertProblem(String accept, String path, int status, String type) {
        Http.Answer answer = http.send(http.request(path).header("Accept", accept));
        assertThat(answer.status()).as(path).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("type").textValue()).isEqualTo("urn:botfleet:problem:" + type);
    }

    private HttpRequest.Builder following(String path) {
        return http.request(path).header("Accept", "text/event-stream");
    }

    private void print(String line) {
        world.cluster().print(BOT, line);
    }
}
