package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.client.ClientId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LivesCheckTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void findsNothingWrongWithBotsOneAfterTheOther() throws IOException {
        line("start", 10, "1");
        line("end", 10, "");
        line("start", 11, "1");
        line("end", 11, "");
        line("start", 12, "2");

        assertThat(look(Optional.of("2"))).isEmpty();
    }

    @Test
    void takesABotThatWasKilledForDeadWhereTheNextOneSawNothingOfIt() throws IOException {
        line("start", 10, "1");
        line("start", 11, "1");

        assertThat(look(Optional.of("1"))).isEmpty();
    }

    @Test
    void findsABotThatEndedAfterTheNextOneHadStarted() throws IOException {
        line("start", 10, "1");
        line("start", 11, "2");
        line("end", 10, "");

        assertThat(look(Optional.of("2")))
                .singleElement()
                .asString()
                .startsWith("cliente-001 had two bots at once: that of command 1 ended at");
    }

    @Test
    void findsABotThatTheNextOneSaw() throws IOException {
        line("start", 10, "1");
        line("start", 11, "2");
        line("beside", 10, "2");

        assertThat(look(Optional.of("2")))
                .singleElement()
                .asString()
                .startsWith(
                        "cliente-001 had two bots at once: that of command 1 ran when that of command 2 was started at");
    }

    @Test
    void findsABotThatLivedThroughTheLifeOfAnother() throws IOException {
        line("start", 10, "1");
        line("start", 11, "2");
        line("end", 11, "");
        line("end", 10, "");

        assertThat(look(Optional.empty())).hasSize(1);
    }

    @Test
    void missesTheStartOfTheBotThatShouldRun() throws IOException {
        line("start", 10, "1");
        line("end", 10, "");

        assertThat(look(Optional.of("1")))
                .containsExactly("cliente-001 should run command 1, and its bots wrote down none");
    }

    @Test
    void doesNotTakeAPidThatCameBackForTheSameProcess() throws IOException {
        lines.add("{\"event\":\"start\",\"pid\":10,\"startTicks\":1,\"boot\":\"b\",\"command\":\"1\"}");
        lines.add("{\"event\":\"start\",\"pid\":10,\"startTicks\":2,\"boot\":\"b\",\"command\":\"2\"}");
        lines.add("{\"event\":\"end\",\"pid\":10,\"startTicks\":1,\"boot\":\"b\",\"command\":\"\"}");

        assertThat(look(Optional.of("2"))).hasSize(1);
    }

    @Test
    void findsAnEndWithoutAStart() throws IOException {
        line("end", 10, "");

        assertThat(look(Optional.empty())).singleElement().asString().contains("did not run");
    }

    private void line(String event, long pid, String command) {
        lines.add(
                "{\"event\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\",\"pid\":%d,\"startTicks\":1,\"boot\":\"b\",\"command\":\"%s\"}"
                        .formatted(event, pid, command));
    }

    private List<String> look(Optional<String> running) throws IOException {
        return LivesCheck.look(new ClientId(1), lines, running);
    }
}
