package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictCheckTest {
    private final List<Sent> sent = new ArrayList<>();
    private final Map<CommandId, String> ends = new HashMap<>();

    @Test
    void findsNothingWrongWithALifeAsItShouldBe() {
        command(1, Sent.Kind.START, "SUPERSEDED");
        command(1, Sent.Kind.STOP, "APPROVED");
        command(1, Sent.Kind.STOP, "NOTHING_TO_STOP");
        command(1, Sent.Kind.FAILING_START, "EXECUTION_FAILED");
        command(1, Sent.Kind.START, "APPROVED");
        command(2, Sent.Kind.NOISE, "UNREADABLE");
        command(2, Sent.Kind.STOP, "NOTHING_TO_STOP");
        command(1, Sent.Kind.STOP, "APPROVED");

        assertThat(look()).isEmpty();
    }

    @Test
    void knowsThatABacktestNeitherReplacesNorStopsABot() {
        command(1, Sent.Kind.START, "APPROVED");
        command(1, Sent.Kind.BACKTEST, "APPROVED");
        command(1, Sent.Kind.FAILING_BACKTEST, "EXECUTION_FAILED");
        command(1, Sent.Kind.STOP, "APPROVED");
        command(1, Sent.Kind.BACKTEST, "APPROVED");
        command(1, Sent.Kind.STOP, "NOTHING_TO_STOP");
        command(2, Sent.Kind.START, "SUPERSEDED");
        command(2, Sent.Kind.BACKTEST, "APPROVED");

        assertThat(look())
                .containsExactly("command 7 (start) ended as SUPERSEDED without a later command of cliente-002");
    }

    @Test
    void findsABacktestThatWasRefunded() {
        command(1, Sent.Kind.BACKTEST, "EXECUTION_FAILED");

        assertThat(look()).containsExactly("command 1 (backtest) ended as EXECUTION_FAILED, not as one of [APPROVED]");
    }

    @Test
    void findsAVerdictThatTheCommandNeverGets() {
        command(1, Sent.Kind.START, "EXECUTION_FAILED");

        assertThat(look()).singleElement().asString().startsWith("command 1 (start) ended as EXECUTION_FAILED, not as");
    }

    @Test
    void findsACommandThatNeverEnded() {
        command(1, Sent.Kind.START, "APPROVED");
        ends.clear();

        assertThat(look()).singleElement().asString().startsWith("command 1 (start) ended as nothing, not as");
    }

    @Test
    void findsACommandThatGaveWayToNothing() {
        command(1, Sent.Kind.START, "SUPERSEDED");
        command(1, Sent.Kind.NOISE, "UNREADABLE");
        command(2, Sent.Kind.START, "APPROVED");

        assertThat(look())
                .containsExactly("command 1 (start) ended as SUPERSEDED without a later command of cliente-001");
    }

    @Test
    void findsAStopThatLeftTheBotThere() {
        command(1, Sent.Kind.START, "APPROVED");
        command(1, Sent.Kind.STOP, "NOTHING_TO_STOP");

        assertThat(look())
                .containsExactly("command 2 (stop) ended as NOTHING_TO_STOP although a bot of cliente-001 ran");
    }

    @Test
    void findsAStopThatWasPaidForNothing() {
        command(1, Sent.Kind.START, "APPROVED");
        command(1, Sent.Kind.STOP, "APPROVED");
        command(1, Sent.Kind.STOP, "APPROVED");

        assertThat(look())
                .containsExactly(
                        "command 3 (stop) ended as APPROVED although cliente-001 had no bot and none was being started");
    }

    @Test
    void findsWhatWasSettledNeverOrTwice() {
        command(1, Sent.Kind.START, "APPROVED");
        command(1, Sent.Kind.STOP, "APPROVED");
        command(2, Sent.Kind.START, "APPROVED");

        assertThat(VerdictCheck.settledOnce(sent, Map.of(new CommandId(1), 1L, new CommandId(2), 2L)))
                .containsExactly("command 2 was settled 2 times", "command 3 was settled 0 times");
    }

    private void command(int client, Sent.Kind kind, String end) {
        CommandId id = new CommandId(sent.size() + 1L);
        sent.add(new Sent(id, new ClientId(client), 1, kind));
        ends.put(id, end);
    }

    private List<String> look() {
        return VerdictCheck.look(sent, ends);
    }
}
