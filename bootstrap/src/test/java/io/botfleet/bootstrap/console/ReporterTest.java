package io.botfleet.bootstrap.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private static final Event STEP = new Event("step", "#1 ✓ approved")
            .with("text", "said \"no\",\r\nthen ✓")
            .with("count", 7)
            .with("seconds", 1.25)
            .with("held", true)
            .with("parts", List.of("chain", "anvil"));

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void tellsPeopleTheWordsOnly() {
        Reporter.toPeople(out).tell(STEP);

        assertThat(written).hasToString("#1 ✓ approved" + System.lineSeparator());
    }

    @Test
    void tellsProgramsOneObjectALineWhateverTheValuesAre() throws IOException {
        Reporter reporter = Reporter.toPrograms(out);
        reporter.tell(STEP);
        reporter.tell(new Event("stopped", "Stopped."));

        List<String> lines = written.toString().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode step = new ObjectMapper().readTree(lines.getFirst());
        assertThat(step.fieldNames().next()).isEqualTo("event");
        assertThat(step.path("event").asText()).isEqualTo("step");
        assertThat(step.path("text").asText()).isEqualTo("said \"no\",\r\nthen ✓");
        assertThat(step.path("count").isIntegralNumber()).isTrue();
        assertThat(step.path("count").asLong()).isEqualTo(7);
        assertThat(step.path("seconds").asDouble()).isEqualTo(1.25);
        assertThat(step.path("held").isBoolean()).isTrue();
        assertThat(step.path("parts")).extracting(JsonNode::asText).containsExactly("chain", "anvil");
        assertThat(lines.getLast()).isEqualTo("{\"event\":\"stopped\"}");
    }

    @Test
    void tellsAtOnce() {
        StringWriter seen = new StringWriter();
        PrintWriter buffered = new PrintWriter(new BufferedWriter(seen));

        Reporter.toPrograms(buffered).tell(STEP);

        assertThat(seen.toString()).isNotEmpty();
    }

    @Test
    void refusesToSayOneThingTwice() {
        assertThatThrownBy(() -> STEP.with("event", "other")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> STEP.with("count", 8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverChangesAnEvent() {
        String before = STEP.json();

        STEP.with("more", "still");

        assertThat(STEP.json()).isEqualTo(before);
    }
}
