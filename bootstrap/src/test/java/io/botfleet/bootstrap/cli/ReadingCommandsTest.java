package io.botfleet.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingCommandsTest {
    @TempDir
    Path folder;

    private CannedApi api;

    @BeforeEach
    void begin() throws IOException {
        api = new CannedApi();
    }

    @AfterEach
    void end() {
        api.close();
    }

    @Test
    void explainsACommandInOneSentence() {
        api.put("/commands/7/explain", "{\"commandId\":\"7\",\"sentence\":\"It waits for the pod.\"}");

        Ran ran = Ran.of("explain", "7", "--api", api.url());
        assertThat(ran).isEqualTo(new Ran(0, "It waits for the pod." + System.lineSeparator(), ""));
        assertThat(Ran.of("explain", "#7", "--api", api.url()).out()).isEqualTo(ran.out());
    }

    @Test
    void asksAnApiBelowAPathOfALargerSite() {
        api.put("/fleet/commands/7/explain", "{\"sentence\":\"It waits.\"}");

        assertThat(Ran.of("explain", "7", "--api", api.url() + "/fleet").exitCode())
                .isZero();
        assertThat(Ran.of("explain", "7", "--api", api.url() + "/fleet/").exitCode())
                .isZero();
    }

    @Test
    void printsJsonForPrograms() throws IOException {
        api.put("/commands/7/explain", "{\"commandId\":\"7\",\"sentence\":\"It waits.\"}");

        Ran ran = Ran.of("explain", "7", "--json", "--api", api.url());
        assertThat(new ObjectMapper().readTree(ran.out()).path("sentence").asText())
                .isEqualTo("It waits.");
    }

    @Test
    void findsThePlatformByItsDataDirectory() throws IOException {
        api.put("/commands/7/explain", "{\"sentence\":\"It waits.\"}");
        Files.writeString(folder.resolve("platform.json"), """
            {"apiUrl":"%s","rpcUrl":"http://127.0.0.1:1","chainId":31337,
             "gateway":"0x5fbdb2315678afecb367f032d93f642f64180aa3","startBlock":1,"wallets":[]}
            """.formatted(api.url()));

        assertThat(Ran.of("explain", "7", "--data", folder.toString()).exitCode())
                .isZero();
    }

    @Test
    void saysWhatToDoWhereNoPlatformIsKnown() {
        Ran ran = Ran.of("explain", "7", "--data", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(69);
        assertThat(ran.err()).contains("platform.json", "./botfleet up", "--api URL");
    }

    @Test
    void asksForNoEvidenceThatItCouldNotWrite() {
        Ran nowhere = Ran.of("evidence", "1", "-o", folder.resolve("missing/x").toString(), "--api", api.url());
        Ran directory = Ran.of("evidence", "1", "-o", folder.toString(), "--api", api.url());

        assertThat(nowhere)
                .isEqualTo(new Ran(
                        2,
                        "",
                        "botfleet: --output: there is no directory " + folder.resolve("missing")
                                + System.lineSeparator()));
        assertThat(directory.exitCode()).isEqualTo(2);
        assertThat(directory.err()).contains(folder + " is a directory");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void saysThatAPlatformDoesNotAnswer() {
        String url = api.url();
        api.close();

        Ran ran = Ran.of("explain", "7", "--api", url);
        assertThat(ran.exitCode()).isEqualTo(69);
        assertThat(ran.err()).contains(url).doesNotContain("Exception", "null");
    }

    @Test
    void tellsARefusalFromAnOutage() {
        assertThat(Ran.of("explain", "8", "--api", api.url()))
                .isEqualTo(new Ran(1, "", "botfleet: No such command: It is not there." + System.lineSeparator()));
        api.put("/commands/9/explain", 503, () -> "{\"title\":\"The database does not answer\"}");
        assertThat(Ran.of("explain", "9", "--api", api.url()).exitCode()).isEqualTo(69);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain",
                "explain 0",
                "explain x",
                "explain 1 2",
                "status cliente-1",
                "logs",
                "logs cliente-1",
                "logs cliente-001 --lines 0",
                "logs cliente-001 --lines 5001",
                "logs cliente-001 --lines many --follow",
                "commands --limit 0",
                "commands --client 7",
                "explain 1 --api nowhere",
                "evidence",
                "verify",
                "verify missing.json --rpc http://127.0.0.1:1 --git .",
                "send",
                "nonsense"
            })
    void refusesAWrongCommandLine(String line) {
        Ran ran = Ran.of(line.split(" "));
        assertThat(ran.exitCode()).as(ran.everything()).isEqualTo(2);
        assertThat(ran.err()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "explain",
                "watch",
                "commands",
                "status",
                "logs",
                "evidence",
                "reclaim",
                "doctor",
                "verify",
                "send",
                "send start",
                "send stop"
            })
    void helpsEverywhere(String command) {
        Ran ran = Ran.of((command + " --help").split(" "));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Usage: botfleet " + command);
    }

    @Test
    void listsCommandsOverAsManyPagesAsAreAskedFor() {
        api.put(
                "/commands?limit=3",
                page("/commands?before=8&limit=3", command("9", "APPROVED"), command("8", "QUEUED")));
        api.put("/commands?before=8&limit=3", page("", command("7", "RECEIVED"), command("6", "RECEIVED")));

        Ran ran = Ran.of("commands", "--limit", "3", "--api", api.url());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("#9", "APPROVED", "#8", "waits for a pod", "#7")
                .doesNotContain("#6");
    }

    @Test
    void listsTheCommandsOfOneClient() {
        api.put("/commands?limit=20&client=cliente-002", page(""));

        assertThat(Ran.of("commands", "--client", "cliente-002", "--api", api.url())
                        .out())
                .startsWith("There are no commands of cliente-002.");
    }

    @Test
    void showsABotWithItsProfitAndTrades() {
        api.put("/trade/cliente-001/status", """
            {"bot":{"clientId":"cliente-001","state":"Degraded","reason":"it crashed","commandId":"7",
             "strategy":"SampleStrategy","exchange":"binance","dryRun":false,"health":{"podPhase":"READY"}},
             "revision":null,"pod":{"name":"bot-1"},"stakeCurrency":"USDT",
             "profit":{"profitClosedCoin":1.5,"profitAllCoin":2,"tradeCount":4,"closedTradeCount":3,"winningTrades":2},
             "openTrades":[{"tradeId":"4","pair":"BTC/USDT","isShort":true,"stakeAmount":100,"profitAbs":-1}],
             "history":[{"at":"2026-01-02T03:05:05Z","state":"Degraded","reason":"it crashed","commandId":"7"},
              {"at":"2026-01-02T03:04:05Z","state":"Running","reason":null,"commandId":"7"}]}
            """);

        Ran ran = Ran.of("status", "cliente-001", "--api", api.url());
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains(
                        "cliente-001 is Degraded: it crashed", "LIVE, real money", "1.5 USDT closed", "short BTC/USDT")
                .containsPattern("history +[^\\n]+ Degraded by #7: it crashed\n +history +[^\\n]+ Running by #7\n")
                .doesNotContain("null");
    }

    @Test
    void showsWhatABotPrintedLast() throws IOException {
        api.put("/trade/cliente-001/logs?lines=100", "{\"clientId\":\"cliente-001\",\"lines\":[\"one\",\"\",\"two\"]}");
        api.put("/trade/cliente-001/logs?lines=2", "{\"clientId\":\"cliente-001\",\"lines\":[\"two\"]}");

        assertThat(Ran.of("logs", "cliente-001", "--api", api.url()))
                .isEqualTo(new Ran(0, String.join(System.lineSeparator(), "one", "", "two", ""), ""));
        Ran json = Ran.of("logs", "cliente-001", "--lines", "2", "--json", "--api", api.url());
        assertThat(new ObjectMapper().readTree(json.out()).path("lines").path(0).asText())
                .isEqualTo("two");
    }

    @Test
    void followsALogUntilItsPodIsGone() {
        api.put(
                "/trade/cliente-001/logs?lines=3",
                "event: heartbeat\ndata: {}\n\n" + logged("one") + logged("two") + "event: end\ndata: {}\n\n");

        Ran ran = Ran.of("logs", "cliente-001", "--lines", "3", "--follow", "--api", api.url());
        assertThat(ran)
                .isEqualTo(new Ran(
                        0,
                        String.join(System.lineSeparator(), "one", "two", ""),
                        "The pod of cliente-001 is gone or was replaced." + System.lineSeparator()));
        assertThat(Ran.of("logs", "cliente-001", "--lines", "3", "-f", "--json", "--api", api.url())
                        .out()
                        .lines())
                .containsExactly("{\"line\":\"one\"}", "{\"line\":\"two\"}");
    }

    @Test
    void tellsALogThatBrokeOffFromOneThatEnded() {
        api.put("/trade/cliente-001/logs?lines=100", logged("one"));
        Ran broken = Ran.of("logs", "cliente-001", "--follow", "--api", api.url());
        assertThat(broken.exitCode()).isEqualTo(69);
        assertThat(broken.out()).isEqualTo("one" + System.lineSeparator());
        assertThat(broken.err()).contains("broke off", "./botfleet doctor");
        api.put("/trade/cliente-001/logs?lines=100", logged("one") + "event: broken\ndata: {}\n\n" + logged("two"));
        assertThat(Ran.of("logs", "cliente-001", "--follow", "--api", api.url()))
                .isEqualTo(broken);

        api.put(
                "/trade/cliente-002/logs?lines=100",
                403,
                () -> "{\"title\":\"This platform keeps the bots' logs to itself\",\"detail\":\"Why.\"}");
        assertThat(Ran.of("logs", "cliente-002", "--follow", "--api", api.url()))
                .isEqualTo(new Ran(
                        1,
                        "",
                        "botfleet: This platform keeps the bots' logs to itself: Why." + System.lineSeparator()));
        api.close();
        assertThat(Ran.of("logs", "cliente-001", "--follow", "--api", api.url()).err())
                .contains("does not answer at");
    }

    private static String logged(String line) {
        return "event: log\ndata: {\"line\":\"" + line + "\"}\n\n";
    }

    /** A bot's last words are its client's, who may write whatever a strategy can print. */
    @Test
    void printsNothingThatSteersATerminal() {
        String words = "boom\\u001b[2J\\u009b31m\\u202eexe\\ncliente-002 is Running";
        api.put(
                "/trade/cliente-001/status",
                "{\"bot\":{\"clientId\":\"cliente-001\",\"state\":\"Degraded\",\"reason\":\"" + words
                        + "\",\"health\":{\"problem\":\"" + words
                        + "\"}},\"history\":[{\"state\":\"Degraded\",\"reason\":\""
                        + words + "\"}]}");
        api.put("/trade/cliente-001/logs?lines=100", "{\"lines\":[\"" + words + "\"]}");
        api.put("/trade/cliente-001/logs?lines=7", logged(words) + "event: end\ndata: {}\n\n");
        api.put("/commands/7/explain", "{\"sentence\":\"Command 7 waits for " + words + "\"}");
        api.put(
                "/commands/8",
                "{\"command\":{\"commandId\":\"8\",\"stage\":\"APPROVED\",\"deadline\":\"2100-01-01T00:00:00Z\"},"
                        + "\"journal\":[{\"sequence\":\"1\",\"commandId\":\"8\",\"at\":\"2026-01-02T03:04:05Z\","
                        + "\"stage\":\"UNDOING\",\"text\":\"" + words + "\"}]}");

        for (List<String> line : List.of(
                List.of("status", "cliente-001"),
                List.of("status", "cliente-001", "--json"),
                List.of("logs", "cliente-001"),
                List.of("logs", "cliente-001", "--json"),
                List.of("logs", "cliente-001", "--lines", "7", "--follow"),
                List.of("logs", "cliente-001", "--lines", "7", "--follow", "--json"),
                List.of("explain", "7"),
                List.of("explain", "7", "--json"),
                List.of("watch", "8"),
                List.of("watch", "8", "--json"))) {
            Ran ran = Ran.of(
                    Stream.concat(line.stream(), Stream.of("--api", api.url())).toArray(String[]::new));

            assertThat(ran.out()).as(line.toString()).contains("boom").doesNotContain("\u001b", "\u009b", "\u202e");
            assertThat(ran.out().lines()).as(line.toString()).noneMatch(printed -> printed.startsWith("cliente-002"));
        }
    }

    @Test
    void tellsTheAlarmsOfAPlatformWhosePartsAreUp() {
        api.put(
                "/health",
                200,
                () ->
                        "{\"status\":\"UP\",\"parts\":{},\"alarms\":[{\"kind\":\"VALUES_MISSING\",\"subject\":\"cliente-001\","
                                + "\"since\":\"2026-01-02T03:04:05Z\",\"message\":\"its file is gone. Put the file back.\"}]}");

        Ran ran = Ran.of("doctor", "--api", api.url());

        assertThat(ran.exitCode()).isEqualTo(69);
        assertThat(ran.out())
                .containsPattern("✗ cliente-001 +VALUES_MISSING since")
                .contains("Put the file back.");
    }

    @Test
    void writesEvidenceByteForByte() throws IOException {
        String evidence = "{\"digest\":\"0x00\",\"evidence\":{\"image\":\"naïve\"}}";
        api.put("/commands/7/evidence", evidence);
        Path file = folder.resolve("evidence.json");

        assertThat(Ran.of("evidence", "7", "-o", file.toString(), "--api", api.url())
                        .exitCode())
                .isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(evidence.getBytes(StandardCharsets.UTF_8));
        assertThat(Ran.of("evidence", "7", "--api", api.url()).out()).isEqualTo(evidence);
    }

    @Test
    void watchesACommandToItsEnd() {
        api.put("/commands/7", detail("APPROVED"));
        api.put("/commands/8", detail("ROLLED_BACK"));

        Ran approved = Ran.of("watch", "7", "--api", api.url());
        assertThat(approved.exitCode()).isZero();
        assertThat(approved.out()).contains("RECEIVED", "taken in", "Command #7: APPROVED");
        assertThat(Ran.of("watch", "8", "--api", api.url()).exitCode()).isEqualTo(1);
    }

    @Test
    void watchesLiveAndGoesOnWhereABrokenStreamEnded() throws InterruptedException, ExecutionException {
        api.put("/events?after=latest", ": nothing yet\n\ndata: {}\n\n" + event(41, "7"));
        api.put("/events?after=41", event(42, "8"));
        api.put("/events?after=42", "data: {}\n\n");
        api.put("/commands/7", detail("QUEUED").replace("\"deadline\"", "\"clientId\":\"cliente-001\",\"deadline\""));
        api.put("/commands/8", detail("QUEUED").replace("\"deadline\"", "\"clientId\":\"cliente-002\",\"deadline\""));
        FutureTask<Ran> all = new FutureTask<>(() -> Ran.of("watch", "--api", api.url()));
        FutureTask<Ran> one =
                new FutureTask<>(() -> Ran.of("watch", "--client", "cliente-002", "--json", "--api", api.url()));
        Thread everybody = Thread.startVirtualThread(all);
        Thread second = Thread.startVirtualThread(one);
        for (int wait = 0; wait < 300 && count("/events?after=42") < 4; wait++) {
            Thread.sleep(100);
        }
        everybody.interrupt();
        second.interrupt();

        assertThat(all.get().exitCode()).isEqualTo(130);
        assertThat(all.get().out().lines())
                .satisfiesExactly(line -> assertThat(line).contains("#7", "taken in"), line -> assertThat(line)
                        .contains("#8", "taken in"));
        assertThat(one.get().out().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("{").contains("\"42\""));
    }

    private long count(String path) {
        return api.asked().stream().filter(path::equals).count();
    }

    private static String event(int sequence, String command) {
        return "event: journal\nid: %d\ndata: {\"sequence\":\"%d\",\"commandId\":\"%s\",\"at\":\"2026-01-02T03:04:05Z\",\"stage\":\"RECEIVED\",\"text\":\"taken in\"}\n\n"
                .formatted(sequence, sequence, command);
    }

    @Test
    void namesThePartThatIsDownAndWhatToDo() {
        api.put(
                "/health",
                503,
                () -> "{\"status\":\"DOWN\",\"parts\":{\"chain\":{\"status\":\"UP\",\"since\":\"2026-01-02T03:04:05Z\","
                        + "\"message\":null},\"git\":{\"status\":\"DOWN\",\"since\":\"2026-01-02T03:04:05Z\","
                        + "\"message\":\"It can't be reached. Look after it.\"}}}");

        Ran ran = Ran.of("doctor", "--api", api.url());
        assertThat(ran.exitCode()).isEqualTo(69);
        assertThat(ran.out()).containsPattern("✓ chain").containsPattern("✗ git +DOWN since");
        assertThat(ran.out()).contains("Look after it.", "✓ java");
    }

    private static String page(String next, String... commands) {
        return "{\"commands\":[" + String.join(",", commands) + "],\"next\":"
                + (next.isEmpty() ? "null" : "\"" + next + "\"") + "}";
    }

    private static String command(String id, String stage) {
        return """
            {"commandId":"%s","clientId":"cliente-001","stage":"%s","since":"2026-01-02T03:04:05Z","order":null,
             "waitingOn":"a pod","reason":null}
            """.formatted(id, stage);
    }

    private static String detail(String stage) {
        return """
            {"command":{"commandId":"7","stage":"%s","deadline":"2100-01-01T00:00:00Z"},
             "journal":[{"sequence":"1","commandId":"7","at":"2026-01-02T03:04:05Z","stage":"RECEIVED","text":"taken in"}]}
            """.formatted(stage);
    }
}
