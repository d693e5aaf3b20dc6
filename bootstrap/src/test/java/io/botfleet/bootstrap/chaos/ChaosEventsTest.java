package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.bootstrap.chaos.CrashTable.Place;
import io.botfleet.bootstrap.console.Event;
import io.botfleet.bootstrap.platform.Deed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChaosEventsTest {
    private static final Round KILLED = new Round(
            3,
            List.of(
                    new Round.Death("Commands.save after", Optional.of(Member.Name.REPLICA)),
                    new Round.Death("Inbox.extend before", Optional.empty())),
            Optional.of(new Fault.PartStopped("anvil")),
            9);
    private static final Round QUIET = new Round(4, List.of(), Optional.empty(), 12);

    @Test
    void tellsOfARound() throws IOException {
        assertThat(KILLED.event().words())
                .contains(
                        "Commands.save after (the replica), Inbox.extend before (?)",
                        "SIGSTOP of anvil for seconds",
                        " 9 s");
        assertThat(json(KILLED.event())).isEqualTo(new ObjectMapper().readTree("""
                {"event":"round","round":3,"boundaries":["Commands.save after","Inbox.extend before"],
                 "processes":["REPLICA",""],"fault":"SIGSTOP of anvil for seconds","seconds":9}
                """));
        assertThat(QUIET.event().words()).containsPattern("4 +- +- +12 s");
        assertThat(json(QUIET.event()).path("boundaries").isEmpty()).isTrue();
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
        table.came("Commands.save before");
        table.came("Commands.save before");
        table.came("SIGTERM of a replica");
        table.audited(true);

        Event right =
                ChaosRun.result(5, Duration.ofMinutes(3), 20, table, new CrashTable(), List.of(), Optional.empty());
        Event wrong = ChaosRun.result(
                5,
                Duration.ofMinutes(3),
                20,
                table,
                new CrashTable(),
                List.of("cliente-001 had 2 bots at once"),
                Optional.empty());

        assertThat(right.words())
                .contains(
                        "20 commands, 3 faults: deaths at 1 of 3 boundaries (1 of 2 of calls that write), 0 sleeps, and 1"
                                + " kinds of other faults; seed 5.",
                        "Nothing lost, nothing twice.");
        assertThat(json(right)).isEqualTo(new ObjectMapper().readTree("""
                {"event":"result","seed":5,"commands":20,"faults":3,"survived":3,"boundaries":3,"boundariesKilled":1,
                 "writing":2,"writingKilled":1,"sleeps":0,"kinds":["SIGTERM of a replica"],"violations":[],
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

    @Test
    void tellsOfATurn() throws IOException {
        BoundaryRecord.Hit hit = new BoundaryRecord.Hit(Deed.SLEEP, "Commands.save after", 1, 4711);

        Event turn = Sweep.event(hit, Optional.of(Member.Name.SECOND), 65, 12);

        assertThat(turn.words()).containsPattern("65 s +sleeps at Commands.save after +the second replica +12 left");
        assertThat(json(turn)).isEqualTo(new ObjectMapper().readTree("""
                {"event":"turn","seconds":65,"deed":"SLEEP","boundary":"Commands.save after","process":"SECOND",
                 "left":12}
                """));
    }

    @Test
    void isNotRightWhereABoundaryHadNoTurnAndEveryOneShould() throws IOException {
        CrashTable table = new CrashTable();
        CrashTable sleeps = new CrashTable();
        for (CrashTable each : List.of(table, sleeps)) {
            each.know(new BoundaryRecord(Map.of("Commands.save before", Place.WRITES), Map.of(), List.of()));
        }
        Optional<Coverage> owed = Optional.of(new Coverage(table, sleeps));
        table.came("Commands.save before");

        Event left = ChaosRun.result(5, Duration.ofMinutes(3), 20, table, sleeps, List.of(), owed);
        sleeps.came("Commands.save before");
        table.audited(true);
        sleeps.audited(true);
        Event done = ChaosRun.result(5, Duration.ofMinutes(3), 20, table, sleeps, List.of(), owed);

        assertThat(json(left).path("right").asBoolean(true)).isFalse();
        assertThat(left.words()).contains("But not every boundary had its turn.");
        assertThat(json(done).path("right").asBoolean()).isTrue();
        assertThat(json(done).path("survived").asInt()).isEqualTo(2);
        assertThat(json(done).path("faults").asInt()).isEqualTo(2);
        assertThat(json(done).path("again").asText()).endsWith(" --every-boundary");
    }

    private static JsonNode json(Event event) throws IOException {
        return new ObjectMapper().readTree(event.json());
    }
}
