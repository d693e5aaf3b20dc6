package io.botfleet.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.testkit.memory.World;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest(rebuildContext = true)
final class HealthRouteTest {
    @Inject
    Http http;

    @Inject
    World world;

    @Inject
    WorldFactory.RaisedAlarms alarms;

    @Inject
    WorldFactory.Sealing sealing;

    @Test
    void namesEachPart() throws InterruptedException {
        Http.Answer answer = await(200);

        assertThat(answer.json().path("status").textValue()).isEqualTo("UP");
        assertThat(answer.json().path("parts").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("chain", "postgresql", "git", "cluster", "sealing");
        assertThat(answer.json().at("/parts/git").toString())
                .isEqualTo("{\"status\":\"UP\",\"since\":\"2026-01-01T00:00:00Z\",\"message\":null}");
    }

    @Test
    void namesAStoppedPartWithinTenSecondsAndSaysWhatToDo() throws InterruptedException {
        await(200);
        world.clock().advance(Duration.ofMinutes(1));
        world.stop(World.Part.DATABASE);
        Instant stopped = Instant.now();

        JsonNode health = await(503).json();

        assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(health.path("status").textValue()).isEqualTo("DOWN");
        assertThat(health.at("/parts/postgresql/status").textValue()).isEqualTo("DOWN");
        assertThat(health.at("/parts/postgresql/since").textValue()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(health.at("/parts/postgresql/message").textValue())
                .isEqualTo("It can't be reached. Start PostgreSQL.");
        assertThat(health.at("/parts/chain/status").textValue()).isEqualTo("UP");

        world.restart(World.Part.DATABASE);
        assertThat(await(200).json().at("/parts/postgresql/message").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"CHAIN,chain", "DATABASE,postgresql", "GIT,git", "CLUSTER,cluster"})
    void namesWhicheverPartIsStopped(World.Part part, String name) throws InterruptedException {
        await(200);
        world.stop(part);

        JsonNode parts = await(503).json().path("parts");

        assertThat(parts.path(name).path("status").textValue()).isEqualTo("DOWN");
        assertThat(parts.findValuesAsText("status")).containsOnlyOnce("DOWN");
    }

    /** An alarm is for a person; what works goes on being asked. */
    @Test
    void tellsAlarmsWithoutBeingUnready() throws InterruptedException {
        assertThat(await(200).json().path("alarms")).isEmpty();
        alarms.open.add(new Alarm(
                "VALUES_MISSING",
                "cliente-001",
                Instant.parse("2026-01-01T00:00:05Z"),
                "its file is gone. Put it back."));
        try {
            Http.Answer answer = await(200);

            assertThat(answer.json().path("status").textValue()).isEqualTo("UP");
            assertThat(answer.json().path("alarms").toString())
                    .isEqualTo("[{\"kind\":\"VALUES_MISSING\",\"subject\":\"cliente-001\","
                            + "\"since\":\"2026-01-01T00:00:05Z\",\"message\":\"its file is gone. Put it back.\"}]");
        } finally {
            alarms.open.clear();
        }
    }

    @Test
    void tellsWhatIsToBeKnownOfAPart() throws InterruptedException {
        assertThat(awaitSealing("UP").at("/parts/sealing/details").toString())
                .startsWith("{\"controller\":\"SHOWS_IT\",\"sealedTo\":\"875add9f");
    }

    @Test
    void tellsOfAPartThatAReplicaDoesWithoutAndIsReady() throws InterruptedException {
        awaitSealing("UP");
        sealing.away = true;
        try {
            JsonNode health = awaitSealing("DOWN");

            assertThat(health.path("status").textValue()).isEqualTo("UP");
            assertThat(http.get("/health").status()).isEqualTo(200);
            assertThat(health.at("/parts/sealing/message").textValue())
                    .isEqualTo("It can't be reached. Start the controller.");
            assertThat(health.at("/parts/sealing").has("details")).isFalse();
            assertThat(http.get("/prometheus").text()).contains("botfleet_part_up{part=\"sealing\"} 0.0");
        } finally {
            sealing.away = false;
        }
    }

    private JsonNode awaitSealing(String status) throws InterruptedException {
        Instant patience = Instant.now().plusSeconds(15);
        JsonNode health = await(200).json();
        while (!health.at("/parts/sealing/status").asText().equals(status)
                && Instant.now().isBefore(patience)) {
            Thread.sleep(100);
            health = http.get("/health").json();
        }
        assertThat(health.at("/parts/sealing/status").textValue()).isEqualTo(status);
        return health;
    }

    @Test
    void measuresWhichPartIsUp() throws InterruptedException {
        await(200);
        world.stop(World.Part.GIT);
        await(503);

        assertThat(http.get("/prometheus").text())
                .contains("botfleet_part_up{part=\"git\"} 0.0", "botfleet_part_up{part=\"chain\"} 1.0");
    }

    @Test
    void answersAPingWhateverIsDown() {
        for (World.Part part : World.Part.values()) {
            world.stop(part);
        }
        assertThat(http.get("/api/v1/ping").text()).isEqualTo("{\"status\":\"pong\"}");
    }

    private Http.Answer await(int status) throws InterruptedException {
        Instant patience = Instant.now().plusSeconds(15);
        Http.Answer answer = http.get("/health");
        while (answer.status() != status && Instant.now().isBefore(patience)) {
            Thread.sleep(100);
            answer = http.get("/health");
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer;
    }
}
