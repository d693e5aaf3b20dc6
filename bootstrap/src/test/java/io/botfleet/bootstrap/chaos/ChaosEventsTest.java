package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.console.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChaosEventsTest {
    private static final Round KILLED =
            new Round(3, Optional.of("Commands.save after 2"), true, Optional.of("anvil"), Optional.of("cluster"), 9);
    private static final Round MISSED =
            new Round(4, Optional.of("Bots.pause before 1"), false, Optional.empty(), Optional.empty(), 12);
    private static final Round RANDOM = new Round(5, Optional.empty(), true, Optional.empty(), Optional.empty(), 7);

    @Test
    void tellsOfARound() throws IOException {
        assertThat(KILLED.event().words())
                .contains("Commands.save after 2", " killed; anvil killed before; cluster killed meanwhile  (9 s)");
        assertThat(json(KILLED.event())).isEqualTo(new ObjectMapper().readTree("""
                {"event":"round","round":3,"crashAt":"Commands.save after 2","crashed":true,"killed":"anvil",
                 "killedMeanwhile":"cluster","seconds":9}
                """));
        assertThat(MISSED.event().words()).endsWith(" not reached, killed later  (12 s)");
        assertThat(RANDOM.event().words()).contains("at a random moment");
    }

    @Test
    void tellsWhatAnAuditFound() throws IOException {
        Event audit = Chaos.audit(9, 4, List.of("command 2 was settled 0 times"));

        assertThat(audit.words()).contains("audit of 9 commands after 4 faults: command 2 was settled 0 times");
        assertThat(json(audit).path("violations"))
                .extracting(JsonNode::asText)
                .containsExactly("command 2 was settled 0 times");
        assertThat(Chaos.audit(9, 4, List.of()).words()).endsWith("nothing lost, nothing twice");
    }

    @Test
    void tellsHowToLookAgain() throws IOException {
        Event history = ChaosRun.history(List.of(KILLED, MISSED), 5, Duration.ofMinutes(3));

        assertThat(history.words()).contains("Commands.save after 2", "./botfleet chaos --seed 5 --minutes 3");
        assertThat(json(history).path("rounds")).hasSize(2);
        assertThat(json(history).path("again").asText()).isEqualTo("./botfleet chaos --seed 5 --minutes 3");
    }

    @Test
    void isRightOnlyWithoutViolations() throws IOException {
        Event right = ChaosRun.result(5, 20, 8, List.of(KILLED, MISSED, RANDOM), List.of());
        Event wrong = ChaosRun.result(5, 20, 8, List.of(), List.of("cliente-001 had 2 bots at once"));

        assertThat(right.words())
                .isEqualTo("20 commands, 8 faults, 1 of them at a boundary, seed 5: nothing lost, nothing twice.");
        assertThat(json(right)).isEqualTo(new ObjectMapper().readTree("""
                {"event":"result","seed":5,"commands":20,"faults":8,"crashes":1,"violations":[],"right":true}
                """));
        assertThat(wrong.words()).contains("NOT all is well:", "  cliente-001 had 2 bots at once");
        assertThat(json(wrong).path("right").asBoolean(true)).isFalse();
        assertThat(json(wrong).path("violations")).hasSize(1);
    }

    private static JsonNode json(Event event) throws IOException {
        return new ObjectMapper().readTree(event.json());
    }
}
