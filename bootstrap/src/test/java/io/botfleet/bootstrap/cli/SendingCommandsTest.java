package io.botfleet.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.application.command.Envelopes;
import io.botfleet.bootstrap.verify.TestChain;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a real node; the platform's answers are prepared, and its settlements are real. */
class SendingCommandsTest {
    private static final String KEY = "exchange-key-0123456789";
    private static final String SECRET = "exchange-secret-0123456789";
    private static final Hash DIGEST = new Hash("0x" + "ab".repeat(32));
    private static TestChain chain;

    @TempDir
    Path folder;

    private CannedApi api;

    @BeforeAll
    static void beginChain() throws IOException {
        chain = new TestChain();
    }

    @AfterAll
    static void endChain() {
        chain.close();
    }

    @BeforeEach
    void begin() throws IOException {
        api = new CannedApi();
    }

    @AfterEach
    void end() {
        api.close();
    }

    @Test
    void sealsSendsAndFollowsAStartUntilItIsApproved() throws IOException {
        CommandId next = chain.nextCommand();
        settleWhenAsked(next, new Decision.Approve(), "APPROVED");

        Path credentials = secretFile("credentials", "{\"apiKey\":\"" + KEY + "\",\"secretKey\":\"" + SECRET + "\"}");
        Ran ran = run("--yes", "--credentials-file", credentials.toString());

        assertThat(ran.exitCode()).as(ran.everything()).isZero();
        assertThat(ran.out()).contains("Command #" + next + " of cliente-001", "RECEIVED", "is approved");
        assertThat(ran.err())
                .contains("start SampleStrategy on binance (dry run)", "x-wing", "fee", "gas", "deadline")
                .contains("What becomes public", TestChain.wallet(1).address().hex());
        assertThat(ran.everything()).doesNotContain(KEY, SECRET, TestChain.privateKey(1));
        Payload payload = opened(next);
        assertThat(payload.order()).isInstanceOfSatisfying(StartTrading.class, start -> {
            assertThat(start.dryRun()).isTrue();
            assertThat(start.pairs()).containsExactly("BTC/USDT", "ETH/USDT");
        });
        assertThat(payload.credentials())
                .hasValueSatisfying(
                        opened -> assertThat(opened.secretKey().reveal()).isEqualTo(SECRET));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                drain | 2 | the bot is paused and goes once its 2 open trades are closed
                drain | 0 | the bot has ended
                now   | 2 | the bot has ended
                """)
    void saysWhatTheApprovalOfAStopMeans(String mode, int openTrades, String meaning) throws IOException {
        CommandId next = chain.nextCommand();
        Settled settled = new Settled(next, new Decision.Approve(), "APPROVED");
        api.put("/commands/" + next, 200, () -> settled.detail()
                .replace(
                        "\"stage\":\"APPROVED\"}",
                        "\"stage\":\"APPROVED\",\"order\":\"stop\"},\"order\":{\"stopMode\":\"" + mode
                                + "\"},\"execution\":{\"openTrades\":" + openTrades + "}"));

        Ran ran = run(new ArrayList<>(List.of("send", "stop", "--yes", "--mode", mode, "--api", api.url())));

        assertThat(ran.exitCode()).as(ran.everything()).isZero();
        assertThat(ran.out())
                .contains("is approved: " + meaning + ", and the fee is kept")
                .doesNotContain("as ordered");
    }

    @Test
    void exitsWithOneWhenItIsRolledBack() throws IOException {
        settleWhenAsked(chain.nextCommand(), new Decision.Rollback(Reason.EXECUTION_FAILED), "ROLLED_BACK");

        Ran ran = run("--yes");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("is rolled back", "EXECUTION_FAILED");
    }

    @Test
    void believesTheChainAndNotThePlatform() throws IOException {
        settleWhenAsked(chain.nextCommand(), new Decision.Rollback(Reason.TIMEOUT), "APPROVED");

        Ran ran = run("--yes");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("the chain does not confirm it");
    }

    @Test
    void printsOneDocumentForPrograms() throws IOException {
        CommandId next = chain.nextCommand();
        settleWhenAsked(next, new Decision.Approve(), "APPROVED");

        JsonNode result = new ObjectMapper().readTree(run("--yes", "--json").out());
        assertThat(result.path("commandId").asText()).isEqualTo(next.toString());
        assertThat(result.path("outcome").asText()).isEqualTo("APPROVED");
        assertThat(result.path("confirmedOnChain").asBoolean()).isTrue();
    }

    @Test
    void sendsAStopWithoutWaiting() throws IOException {
        CommandId next = chain.nextCommand();

        Ran ran = stop("--mode", "exit", "--suite", "x25519");
        assertThat(ran.exitCode()).as(ran.everything()).isZero();
        assertThat(opened(next).order().type()).isEqualTo("stop");
        assertThat(api.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--pair, BTC-USDT, command.pairs[2]",
        "--pair, BTC/EUR, command.pairs[2]",
        "--timeframe, 7m, command.timeframe",
        "--stake-amount, much, command.stakeAmount",
        "--max-open-trades, 0, command.maxOpenTrades",
        "--exchange, Binance!, command.exchange",
        "--strategy, ../../etc, command.strategy",
        "--not-after, 2026-01-02T03:04:05Z, --not-after",
        "--not-after, -PT1S, --not-after",
        "--not-after, PT0S, --not-after"
    })
    void namesTheFieldThatIsWrongBeforeAnythingIsSent(String option, String value, String field) throws IOException {
        CommandId next = chain.nextCommand();

        Ran ran = run("--yes", option, value);
        assertThat(ran.exitCode()).as(ran.everything()).isEqualTo(2);
        assertThat(ran.err()).contains(field).contains("nothing was sent");
        assertThat(chain.nextCommand()).isEqualTo(next);
    }

    @Test
    void needsCredentialsToTradeForReal() throws IOException {
        Ran ran = run("--yes", "--live");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("command.credentials");
    }

    @Test
    void signsNothingWhereNobodyCanBeAsked() throws IOException {
        CommandId next = chain.nextCommand();

        Ran ran = run();
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--yes");
        assertThat(chain.nextCommand()).isEqualTo(next);
    }

    @Test
    void sendsNothingWhileThePlatformIsSilent() throws IOException {
        CommandId next = chain.nextCommand();
        api.close();

        Ran ran = run("--yes");
        assertThat(ran.exitCode()).isEqualTo(69);
        assertThat(ran.err()).contains("nothing was sent", "--no-wait");
        assertThat(chain.nextCommand()).isEqualTo(next);
    }

    @Test
    void exitsWith69WhereTheNodeIsSilent() throws IOException {
        String gateway = chain.gateway().address().hex();
        Ran ran = Ran.of(
                "send",
                "stop",
                "--yes",
                "--no-wait",
                "--rpc",
                "http://127.0.0.1:1",
                "--gateway",
                gateway,
                "--key-file",
                keyFile().toString());

        assertThat(ran.exitCode()).as(ran.everything()).isEqualTo(69);
    }

    @Test
    void refusesAKeyFileThatOthersCanRead() throws IOException {
        Path file = keyFile();
        Path open = Files.copy(file, folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

        Ran ran = run("--yes", "--key-file", open.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("chmod 600");
    }

    @Test
    void repeatsNothingOfAKeyThatCanNotBeRead() throws IOException {
        Path file = secretFile("other", "not-a-key-but-secret");

        Ran ran = run("--yes", "--key-file", file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.everything()).contains("--key-file").doesNotContain("not-a-key-but-secret");
    }

    @Test
    void repeatsNothingOfCredentialsThatCanNotBeRead() throws IOException {
        Path file = secretFile("credentials", "{\"apiKey\": \"" + KEY + "\", oops");

        Ran ran = run("--yes", "--credentials-file", file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.everything()).contains("is not JSON").doesNotContain(KEY, "oops");
    }

    @Test
    void reclaimsNothingBeforeTheDeadline() throws IOException {
        CommandId open = chain.nextCommand();
        assertThat(stop().exitCode()).isZero();

        Ran ran = run(List.of("reclaim", open.toString(), "--yes"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("DeadlineNotPassed");
    }

    @Test
    void reclaimsNothingThatIsNotThere() throws IOException {
        assertThat(run(List.of("reclaim", "999999", "--yes")).exitCode()).isEqualTo(1);
    }

    private Ran stop(String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("send", "stop", "--yes", "--no-wait"));
        line.addAll(List.of(more));
        return run(line);
    }

    /** A start with everything that it needs, but for what {@code more} gives itself. */
    private Ran run(String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("send", "start", "--api", api.url()));
        List<String> defaults = List.of(
                "--strategy=SampleStrategy",
                "--exchange=binance",
                "--stake-currency=USDT",
                "--stake-amount=100",
                "--max-open-trades=3",
                "--timeframe=5m");
        defaults.stream()
                .filter(option -> !List.of(more).contains(option.substring(0, option.indexOf('='))))
                .forEach(line::add);
        line.addAll(List.of("--pair", "BTC/USDT", "--pair", "ETH/USDT"));
        line.addAll(List.of(more));
        return run(line);
    }

    private Ran run(List<String> given) throws IOException {
        List<String> line = new ArrayList<>(given);
        line.addAll(List.of("--rpc", chain.endpoint().toString()));
        line.addAll(List.of("--gateway", chain.gateway().address().hex()));
        if (!line.contains("--key-file")) {
            line.addAll(List.of("--key-file", keyFile().toString()));
        }
        return Ran.of(line.toArray(String[]::new));
    }

    private Path keyFile() throws IOException {
        return secretFile("wallet", "0x" + TestChain.privateKey(1) + "\n");
    }

    private Path secretFile(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** What a platform does, once somebody asks for the command: a real settlement, told as {@code stage}. */
    private void settleWhenAsked(CommandId id, Decision decision, String stage) {
        Settled settled = new Settled(id, decision, stage);
        api.put("/commands/" + id, 200, settled::detail);
    }

    private static final class Settled {
        private final CommandId id;
        private final Decision decision;
        private final String stage;
        private String transaction = "";

        Settled(CommandId id, Decision decision, String stage) {
            this.id = id;
            this.decision = decision;
            this.stage = stage;
        }

        synchronized String detail() {
            if (transaction.isEmpty()) {
                var escrow = chain.client().escrow(id).orElseThrow();
                Settlement settlement = chain.settle(List.of(new Entry(id, escrow.tag(), decision, DIGEST)));
                transaction = settlement.latest().hash().hex();
            }
            return """
                {"command":{"commandId":"%s","stage":"%s"},
                 "journal":[{"sequence":"1","commandId":"%s","at":"2026-01-02T03:04:05Z","stage":"RECEIVED","text":"taken in"}],
                 "ending":{"reason":"EXECUTION_FAILED","detail":"it crashed"},
                 "settlement":{"outcome":"%s","transactionHash":"%s"}}
                """.formatted(id, stage, id, stage, transaction);
        }
    }

    private static Payload opened(CommandId id) {
        Submission submission = chain.submission(id);
        Envelopes.Opening opening = new HpkeEnvelopes(chain.keys())
                .open(submission.envelope(), new Envelopes.Binding(chain.gateway(), submission.sender()));
        assertThat(opening).isInstanceOf(Envelopes.Opened.class);
        Payload.Reading reading = Payload.read(((Envelopes.Opened) opening).payload());
        assertThat(reading).isInstanceOf(Payload.Valid.class);
        return ((Payload.Valid) reading).payload();
    }
}
