package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.chaos.CrashTable.Place;
import io.botfleet.bootstrap.console.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChaosEventsTest {
    private static final Round KILLED = new Round(
            3,
            Optional.of(new BoundaryRecord.Crash("Commands.save after", 2, 4711)),
            Optional.of(Member.Name.REPLICA),
            Optional.of(new Fault.PartStopped("anvil")),
            9);
    private static final Round QUIET = new Round(4, Optional.empty(), Optional.empty(), Optional.empty(), 12);

    @Test
    void tellsOfARound() throws IOException {
        assertThat(KILLED.event().words())
                .contains("Commands.save after (the replica)", "SIGSTOP of anvil for seconds", " 9 s");
        assertThat(json(KILLED.event())).isEqualTo(new ObjectMapper().readTree("""
                {"event":"round","round":3,"boundary":"Commands.save after","process":"REPLICA",
                 "fault":"SIGSTOP of anvil for seconds","seconds":9}
                """));
        assertThat(QUIET.event().words()).containsPattern("4 +- +- +12 s");
        assertThat(json(QUIET.event()).path("boundary").asText("?")).isEmpty();
    }

    @Test
    void tellsWhatAnAuditFound() throws IOException {
        Event audit = Chaos.audit(9, 4, List.of("command 2 was settled 0 times"), 7);

        assertThat(audit.words()).contains("audit of 9 commands after 4 faults: command 2 was settled 0 times");
        assertThat(json(audit).path("violations"))
                .extracting(JsonNode::asText)
                .containsExactly("command 2 was settled 0 times");
        assertThat(Chaos.audit(9, 4, List.of(), 7).words()).endsWith("nothing lost, nothing twice (7 s)");
    }

    @Test
    void isRightOnlyWithoutViolationsAndTellsWhatItCovered() throws IOException {
        CrashTable table = new CrashTable();
        table.know(new BoundaryRecord(
                Map.of(
                        "Commands.save before",
                        Place.WRITES,
                        "Commands.save after",
                        Place.WRITES,
                        "Commands.find before",
                        Place.READS),
                Map.of(),
                List.of()));
        table.killed("Commands.save before");
        table.killed("Commands.save before");
        table.killed("SIGTERM of the replica");
        table.audited(true);

        Event right = ChaosRun.result(5, Duration.ofMinutes(3), 20, table, List.of());
        Event wrong = ChaosRun.result(5, Duration.ofMinutes(3), 20, table, List.of("cliente-001 had 2 bots at once"));

        assertThat(right.words())
                .contains(
                        "20 commands, 3 faults: deaths at 1 of 3 boundaries (1 of 2 of calls that write), and 1 kinds of"
                                + " other faults; seed 5.",
                        "Nothing lost, nothing twice.");
        assertThat(json(right)).isEqualTo(new ObjectMapper().readTree("""
                {"event":"result","seed":5,"commands":20,"faults":3,"survived":3,"boundaries":3,"boundariesKilled":1,
                 "writing":2,"writingKilled":1,"kinds":["SIGTERM of the replica"],"violations":[],
                 "again":"./botfleet chaos --seed 5 --minutes 3","right":true}
                """));
        assertThat(wrong.words())
                .contains(
                        "NOT all is well:",
                        "  cliente-001 had 2 bots at once",
                        "./botfleet chaos --seed 5 --minutes 3");
        assertThat(json(wrong).path("right").asBoolean(true)).isFalse();
        assertThat(json(wrong).path("violations")).hasSize(1);
    }

    private static JsonNode json(Event event) throws IOException {
        return new ObjectMapper().readTree(event.json());
    }
}
