package io.botfleet.adapters.blockchain.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.botfleet.adapters.blockchain.client.EvidenceVerifier;
import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.application.command.Envelopes;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client in Node, which shares no code with the platform, against the chain half of the platform. */
class NodeClientTest {
    private static final Path CLIENT = Path.of("..", "clients", "node");
    private static final String KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    @TempDir
    private Path directory;

    private volatile Bytes served = Bytes.EMPTY;
    private GatewayOnAnvil chain;
    private HttpServer api;

    @BeforeEach
    void begin() throws IOException {
        assertThat(CLIENT.resolve("node_modules"))
                .as("run \"npm ci\" in clients/node first")
                .isDirectory();
        chain = new GatewayOnAnvil();
        chain.anvil().call("evm_setIntervalMining", 1);
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = served.toArray();
                exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        api.start();
    }

    @AfterEach
    void end() {
        api.stop(0);
        chain.close();
    }

    @Test
    void startsABotAndChecksItsEvidence() throws IOException, InterruptedException {
        Process client = client("start", "--strategy", "SampleStrategy");
        settle(new Decision.Approve(), evidence -> evidence);
        assertThat(output(client)).contains("\"step\":\"verified\"");
        assertThat(client.exitValue()).isZero();
    }

    @Test
    void tellsARollbackByItsExitCode() throws IOException, InterruptedException {
        Process client = client("stop", "--suite", "x25519");
        settle(new Decision.Rollback(Reason.NOTHING_TO_STOP), evidence -> evidence);
        assertThat(output(client)).contains("reason 8").contains("\"step\":\"verified\"");
        assertThat(client.exitValue()).isEqualTo(3);
    }

    @Test
    void doesNotBelieveEvidenceThatWasAltered() throws IOException, InterruptedException {
        Process client = client("start");
        settle(
                new Decision.Approve(),
                evidence -> Bytes.ofUtf8(evidence.utf8().replace("\"order\":null", "\"order\":\"stop\"")));
        assertThat(output(client)).contains("digest").doesNotContain("verified");
        assertThat(client.exitValue()).isEqualTo(1);
    }

    /** What the platform would do: open, decide, settle, and hand the evidence out. */
    private void settle(Decision decision, java.util.function.UnaryOperator<Bytes> altered)
            throws InterruptedException {
        Submission submission = awaitSubmission();
        Envelopes.Opening opening = new HpkeEnvelopes(chain.keys())
                .open(
                        submission.envelope(),
                        new Envelopes.Binding(chain.deployed().gateway(), submission.sender()));
        assertThat(opening)
                .isInstanceOfSatisfying(Envelopes.Opened.class, opened -> assertThat(Payload.read(opened.payload()))
                        .isInstanceOf(Payload.Valid.class));
        Instant now = submission.submittedAt();
        Evidence evidence = EvidenceDocument.of(
                chain.deployed().gateway(),
                Command.received(submission, now),
                decision,
                Bytes.of(new byte[EvidenceDocument.SALT_BYTES]),
                now);
        Entry entry = new Entry(submission.id(), submission.tag(), decision, evidence.digest());
        Settlement settlement =
                chain.ledger().sign(List.of(entry), 0, chain.ledger().fees(), now);
        chain.ledger().send(settlement.latest());
        EvidenceVerifier verifier = new EvidenceVerifier(chain.client());
        for (int tries = 0;
                verifier.settled(settlement.latest().hash(), submission.id()).isEmpty();
                tries++) {
            assertThat(tries).isLessThan(100);
            Thread.sleep(100);
        }
        OnChain fact =
                verifier.settled(settlement.latest().hash(), submission.id()).orElseThrow();
        served = altered.apply(EvidenceWrapper.of(evidence.document(), evidence.digest(), List.of(), fact)
                .bytes());
    }

    private Submission awaitSubmission() throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            List<Submission> seen = chain.log().unconfirmed(chain.log().start());
            if (!seen.isEmpty()) {
                assertThat(seen.getFirst().id()).isEqualTo(new CommandId(1));
                return seen.getFirst();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the client sent no command");
    }

    private Process client(String type, String... more) throws IOException {
        Path platform = directory.resolve("platform.json");
        Files.writeString(platform, """
                {"apiUrl":"http://127.0.0.1:%d","rpcUrl":"%s","chainId":31337,"gateway":"%s"}""".formatted(
                        api.getAddress().getPort(),
                        chain.endpoint(),
                        chain.deployed().gateway().address()));
        List<String> command = new java.util.ArrayList<>(List.of(
                "node", "botfleet-client.mjs", type, "--platform", platform.toString(), "--json", "--timeout", "60"));
        command.addAll(List.of(more));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(CLIENT.toFile()).redirectErrorStream(true);
        builder.environment().put("BOTFLEET_PRIVATE_KEY", KEY);
        return builder.start();
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
