package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./botfleet chaos}: other seeds, and most boundaries, are for its long form. */
class ChaosIT {
    /** As many as three minutes of two idle cores hold; the minutes only bound what a busy machine takes. */
    private static final String ROUNDS = "8";

    private static final String MINUTES = "3";
    private static final String SEED = "20261122";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void losesNothingAndDoesNothingTwiceWhereverItIsKilled() throws Exception {
        Installed.Ran chaos =
                Installed.run("chaos", "--json", "--seed", SEED, "--rounds", ROUNDS, "--minutes", MINUTES);

        List<JsonNode> events = events(chaos.output());
        JsonNode result = events.isEmpty() ? JSON.nullNode() : events.getLast();
        assertThat(result.path("violations")).extracting(JsonNode::asText).isEmpty();
        assertThat(chaos.exitCode()).as(chaos.output()).isZero();
        assertThat(result.path("right").asBoolean()).as(chaos.output()).isTrue();
        assertThat(result.path("survived").asInt())
                .as(chaos.output())
                .isPositive()
                .isEqualTo(result.path("faults").asInt());
        assertThat(result.path("writingKilled").asInt()).as(chaos.output()).isPositive();
        assertThat(result.path("kinds")).as(chaos.output()).isNotEmpty();
        assertThat(events)
                .filteredOn(event -> event.path("event").asText().equals("row")
                        && event.path("place").asText().equals("WRITES"))
                .as("the rows of the crash table")
                .extracting(event -> event.path("where").asText())
                .contains("SettlementLedger.send before", "Inbox.extend before", "GitOpsRepository.apply after");
        Path data = Path.of(events.getFirst().path("dataDirectory").asText());
        assertThat(data).doesNotExist();
        assertThat(RealPlatform.processes(data + "/")).isEmpty();
    }

    private static List<JsonNode> events(String output) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : output.lines().filter(each -> each.startsWith("{")).toList()) {
            events.add(JSON.readTree(line));
        }
        return events;
    }
}
