package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.console.Event;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosEventsTest {
    @Test
    void tellsOfARound() throws IOException {
        Event round = Chaos.round(3, "Commands.save after 2", true, "anvil");

        assertThat(round.words()).contains("Commands.save after 2", " crashed; anvil killed before");
        assertThat(json(round).path("event").asText()).isEqualTo("round");
        assertThat(json(round).path("round").asInt()).isEqualTo(3);
        assertThat(json(round).path("crashAt").asText()).isEqualTo("Commands.save after 2");
        assertThat(json(round).path("crashed").asBoolean()).isTrue();
        assertThat(json(round).path("killed").asText()).isEqualTo("anvil");
        assertThat(Chaos.round(4, "Bots.find before 1", false, "").words()).endsWith(" not reached, killed later");
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
    void isRightOnlyWithoutViolations() throws IOException {
        Event right = ChaosRun.result(5, 20, 8, 6, List.of());
        Event wrong = ChaosRun.result(5, 20, 8, 6, List.of("cliente-001 had 2 bots at once"));

        assertThat(right.words())
                .isEqualTo("20 commands, 8 faults, 6 of them at a boundary, seed 5: nothing lost, nothing twice.");
        assertThat(json(right)).isEqualTo(new ObjectMapper().readTree("""
                {"event":"result","seed":5,"commands":20,"faults":8,"crashes":6,"violations":[],"right":true}
                """));
        assertThat(wrong.words()).contains("NOT all is well:", "  cliente-001 had 2 bots at once");
        assertThat(json(wrong).path("right").asBoolean(true)).isFalse();
        assertThat(json(wrong).path("violations")).hasSize(1);
    }

    private static JsonNode json(Event event) throws IOException {
        return new ObjectMapper().readTree(event.json());
    }
}
