package io.botfleet.domain.evidence;

import static io.botfleet.domain.Examples.COMMIT;
import static io.botfleet.domain.Examples.GATEWAY;
import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.NOW;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.UNDO_COMMIT;
import static io.botfleet.domain.Examples.config;
import static io.botfleet.domain.Examples.execution;
import static io.botfleet.domain.Examples.pod;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.tradeValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.document.Parsed;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Set;
import java.util.TreeSet;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class EvidenceDocumentTest {
    private static final Bytes SALT = Bytes.ofHex("5a".repeat(32));
    private static final Decision APPROVE = new Decision.Approve();

    /** Every field that a document may ever hold: what is not here must not be published. */
    private static final Set<String> ALLOWED = Set.of(
            "version",
            "salt",
            "order",
            "command.chainId",
            "command.gateway",
            "command.commandId",
            "command.client",
            "command.sender",
            "command.feeGwei",
            "command.deadline",
            "command.tag",
            "command.envelopeSha256",
            "command.transactionHash",
            "command.blockNumber",
            "command.blockHash",
            "git.path",
            "git.valuesDigest",
            "git.valuesSha256",
            "git.commit",
            "git.undoCommit",
            "git.revision",
            "execution.pod.name",
            "execution.pod.uid",
            "execution.pod.image",
            "execution.pod.startedAt",
            "execution.pod.commandId",
            "execution.pod.valuesDigest",
            "execution.config.version",
            "execution.config.runmode",
            "execution.config.state",
            "execution.config.dryRun",
            "execution.config.strategy",
            "execution.config.exchange",
            "execution.config.botName",
            "execution.config.stakeCurrency",
            "execution.config.stakeAmount",
            "execution.config.maxOpenTrades",
            "execution.config.timeframe",
            "execution.config.pairs",
            "execution.firstProcess",
            "execution.lastProcess",
            "execution.openTrades",
            "verdict.decision",
            "verdict.decidedAt",
            "verdict.reason");

    @Test
    void holdsEveryAllowedFieldAndNoOther() {
        Command fullest = approved()
                .undoing(Ending.refund(Reason.EXPIRED, "words"), LATER)
                .restoring(UNDO_COMMIT, LATER);
        Command held = fullest.seen(fullest.execution().holding(2));

        Set<String> found = fields(document(held, new Decision.Rollback(Reason.EXPIRED)));

        assertThat(found).containsExactlyInAnyOrderElementsOf(ALLOWED);
    }

    @Test
    void holdsTheSubmissionAndTheVerdictWhereNothingElseHappened() {
        assertThat(fields(document(received(1), new Decision.Rollback(Reason.UNREADABLE))))
                .containsExactlyInAnyOrder(
                        "version",
                        "salt",
                        "order",
                        "command.chainId",
                        "command.gateway",
                        "command.commandId",
                        "command.client",
                        "command.sender",
                        "command.feeGwei",
                        "command.deadline",
                        "command.tag",
                        "command.envelopeSha256",
                        "command.transactionHash",
                        "command.blockNumber",
                        "command.blockHash",
                        "git",
                        "execution",
                        "verdict.decision",
                        "verdict.decidedAt",
                        "verdict.reason");
    }

    @Test
    void isCanonicalAndHashedAsItStands() throws IOException, GeneralSecurityException {
        Evidence evidence = EvidenceDocument.of(GATEWAY, approved(), APPROVE, SALT, LATER);

        assertThat(evidence.document().toArray())
                .isEqualTo(new JsonCanonicalizer(evidence.document().toArray()).getEncodedUTF8());
        assertThat(evidence.digest().toArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256")
                        .digest(evidence.document().toArray()));
        assertThat(evidence.decision()).isEqualTo(APPROVE);
    }

    @Test
    void tellsWhatWasDecided() {
        assertThat(document(approved(), APPROVE).get("verdict"))
                .contains(Parsed.yaml("{\"decision\": \"approve\", \"decidedAt\": \"2026-03-01T12:01:00Z\"}"));
        assertThat(document(received(1), new Decision.Rollback(Reason.INVALID)).get("verdict"))
                .contains(
                        Parsed.yaml(
                                "{\"decision\": \"rollback\", \"reason\": \"INVALID\", \"decidedAt\": \"2026-03-01T12:01:00Z\"}"));
    }

    @Test
    void tellsWhatWasAskedForAndWhatWasSeenRunning() {
        Json.Members document = document(approved(), APPROVE);

        assertThat(document.get("order")).contains(Json.of("start"));
        assertThat(document(received(1), APPROVE).get("order")).contains(new Json.Null());
        assertThat(((Json.Members) document.get("execution").orElseThrow()).get("config"))
                .contains(Parsed.yaml("""
                        {"botName": "cliente-001.1", "dryRun": true, "exchange": "binance", "maxOpenTrades": 3,
                         "pairs": ["ETH/USDT", "BTC/USDT"], "runmode": "dry_run", "stakeAmount": "100.0",
                         "stakeCurrency": "USDT", "state": "running", "strategy": "SampleStrategy", "timeframe": "5m",
                         "version": "2026.7"}"""));
    }

    @Test
    void cannotBeFoundByGuessing() {
        Evidence one = EvidenceDocument.of(GATEWAY, received(1), APPROVE, SALT, LATER);
        Evidence other = EvidenceDocument.of(GATEWAY, received(1), APPROVE, Bytes.ofHex("5b".repeat(32)), LATER);

        assertThat(one.digest()).isNotEqualTo(other.digest());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EvidenceDocument.of(GATEWAY, received(1), APPROVE, Bytes.ofHex("5a".repeat(31)), LATER));
    }

    @Test
    void holdsNeitherTheWordsOfARefusalNorTheContentOfTheEnvelopeNorTheSealedValues() {
        Ending why = Ending.refund(Reason.EXECUTION_FAILED, "the detail that is only for the client");
        Command undoing = approved().waiting("a detail that it waits on").undoing(why, LATER);

        String text = EvidenceDocument.of(GATEWAY, undoing, new Decision.Rollback(Reason.EXECUTION_FAILED), SALT, LATER)
                .document()
                .utf8();

        assertThat(text)
                .doesNotContain("detail")
                .doesNotContain(undoing.submission().envelope().utf8())
                .doesNotContain(undoing.submission().envelope().hex().substring(2))
                .doesNotContain("AgB")
                .doesNotContain(undoing.accepted().orElseThrow().key().hex());
    }

    @Test
    void isWrittenWhateverTheBotCallsItsVersion() {
        RunningConfig right = config(1);
        RunningConfig odd = new RunningConfig(
                "1\ud800\0" + "x".repeat(10_000),
                right.runmode(),
                right.state(),
                right.dryRun(),
                right.strategy(),
                right.exchange(),
                right.botName(),
                right.stakeCurrency(),
                right.stakeAmount(),
                right.maxOpenTrades(),
                right.timeframe(),
                right.pairs());
        Command command = queued(1, START)
                .provisioned(tradeValues(1), NOW)
                .confirmed(Execution.NONE.confirmed(pod(1), odd, LATER), LATER);

        assertThat(document(command, APPROVE)).isNotNull();
        assertThat(EvidenceDocument.of(GATEWAY, command, APPROVE, SALT, LATER)
                        .document()
                        .size())
                .isLessThan(4_000);
    }

    private static Command approved() {
        return queued(1, START)
                .provisioned(tradeValues(1), NOW)
                .committed(COMMIT, NOW)
                .deployed(Execution.NONE.deployed(COMMIT, pod(1)), NOW)
                .confirmed(execution(1), NOW);
    }

    private static Json.Members document(Command command, Decision decision) {
        return Parsed.object(EvidenceDocument.of(GATEWAY, command, decision, SALT, LATER)
                .document()
                .utf8());
    }

    private static Set<String> fields(Json.Members json) {
        Set<String> found = new TreeSet<>();
        json.values().forEach((name, value) -> {
            if (value instanceof Json.Members inner && !inner.values().isEmpty()) {
                fields(inner).forEach(each -> found.add(name + "." + each));
            } else {
                found.add(name);
            }
        });
        return found;
    }
}
