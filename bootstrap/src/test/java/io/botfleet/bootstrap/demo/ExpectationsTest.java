package io.botfleet.bootstrap.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.client.ApiClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
    private final Heard heard = new Heard();
    private final ApiClient nobody = new ApiClient(URI.create("http://127.0.0.1:1"));
    private final Timeline timeline = new Timeline(nobody, heard);
    private final Expectations expectations = new Expectations(nobody, timeline);

    @AfterEach
    void end() {
        timeline.close();
        nobody.close();
    }

    @Test
    void tellsWhetherEachHeld() throws Exception {
        expectations.holds("the stop is approved", () -> true);
        expectations.holds("the rows are there", () -> false);
        expectations.holds("the bot runs", () -> {
            throw new IllegalStateException("no process");
        });

        assertThat(expectations.held()).isEqualTo(1);
        assertThat(expectations.failed()).containsExactly("the rows are there", "the bot runs (no process)");
        assertThat(heard.words())
                .satisfiesExactly(
                        held -> assertThat(held).endsWith("  ✓ the stop is approved"),
                        failed -> assertThat(failed).endsWith("  ✗ the rows are there"),
                        broken -> assertThat(broken).endsWith("  ✗ the bot runs (no process)"));
        assertThat(heard.json(0).path("event").asText()).isEqualTo("expectation");
        assertThat(heard.json(0).path("held").asBoolean()).isTrue();
        assertThat(heard.json(0).path("words").asText()).isEqualTo("the stop is approved");
        assertThat(heard.json(1).path("held").asBoolean(true)).isFalse();
        assertThat(heard.json(2).path("held").asBoolean(true)).isFalse();
        assertThat(heard.json(2).path("why").asText()).isEqualTo("no process");
    }

    @Test
    void countsInTheResult() throws Exception {
        heard.tell(Demo.result(0, List.of("the rows are there", "the bot runs (no process)")));
        heard.tell(Demo.result(12, List.of()));

        assertThat(heard.words().getFirst())
                .contains("0 expectations held, 2 did not:", "  ✗ the rows are there", "  ✗ the bot runs");
        assertThat(heard.json(0).path("failed").asInt()).isEqualTo(2);
        assertThat(heard.json(0).path("right").asBoolean(true)).isFalse();
        assertThat(heard.words().getLast()).contains("All 12 expectations held.");
        assertThat(heard.json(1).path("event").asText()).isEqualTo("result");
        assertThat(heard.json(1).path("held").asInt()).isEqualTo(12);
        assertThat(heard.json(1).path("right").asBoolean()).isTrue();
    }
}
