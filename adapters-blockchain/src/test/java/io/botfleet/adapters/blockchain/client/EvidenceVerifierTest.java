package io.botfleet.adapters.blockchain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evidence of an approved and a rolled back command in one batch, and of a lone one. */
class EvidenceVerifierTest {
    private static final Instant DECIDED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static GatewayOnAnvil chain;
    private static EvidenceVerifier verifier;
    private static Bytes approved;
    private static Bytes rolledBack;
    private static Bytes alone;
    private static long nonce;

    @BeforeAll
    static void begin() {
        nonce = 0;
        chain = new GatewayOnAnvil();
        verifier = new EvidenceVerifier(chain.client());
        Submission one = submitted(1);
        Submission two = submitted(2);
        Submission three = submitted(3);
        Evidence first = evidence(one, new Decision.Approve());
        Evidence second = evidence(two, new Decision.Rollback(Reason.EXECUTION_FAILED));
        Evidence third = evidence(three, new Decision.Approve());
        Settlement batch = settled(List.of(entry(one, first), entry(two, second)));
        Settlement lone = settled(List.of(entry(three, third)));
        approved = wrapped(first, one, batch);
        rolledBack = wrapped(second, two, batch);
        alone = wrapped(third, three, lone);
    }

    @AfterAll
    static void end() {
        chain.close();
    }

    @Test
    void acceptsEvidenceThatLeadsToTheChain() {
        assertThat(verifier.verify(approved).checks())
                .allSatisfy(check -> assertThat(check.problem()).isEmpty())
                .extracting(EvidenceVerifier.Check::what)
                .containsExactly("form", "digest", "submission", "settlement", "place", "verdict", "proof");
        assertThat(verifier.verify(approved).holds()).isTrue();
        assertThat(verifier.verify(rolledBack).holds()).isTrue();
        assertThat(verifier.verify(alone).holds()).isTrue();
    }

    @Test
    void refusesItWithAnyByteChanged() {
        byte[] bytes = approved.toArray();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            assertThat(verifier.verify(Bytes.of(changed)).holds())
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    @Test
    void refusesItWithAByteMoreOrLess() {
        assertThat(verifier.verify(Bytes.ofUtf8(approved.utf8() + "\n")).holds())
                .isFalse();
        assertThat(verifier.verify(Bytes.ofUtf8(approved.utf8().substring(1))).holds())
                .isFalse();
        assertThat(verifier.verify(Bytes.EMPTY).holds()).isFalse();
    }

    @Test
    void refusesAnotherCommandsSettlement() {
        EvidenceWrapper mine = EvidenceWrapper.read(approved).orElseThrow();
        EvidenceWrapper other = EvidenceWrapper.read(alone).orElseThrow();
        EvidenceWrapper mixed = new EvidenceWrapper(
                mine.evidence(), mine.digest(), other.merkleProof(), other.settlement(), Optional.empty());
        assertThat(verifier.verify(mixed.bytes()).holds()).isFalse();
        EvidenceWrapper sameBatch = EvidenceWrapper.read(rolledBack).orElseThrow();
        EvidenceWrapper swapped = new EvidenceWrapper(
                mine.evidence(), mine.digest(), sameBatch.merkleProof(), mine.settlement(), Optional.empty());
        assertThat(verifier.verify(swapped.bytes()).holds()).isFalse();
    }

    @Test
    void acceptsACommandThatAReorganisationMovedToAnotherBlock() {
        Submission now = submitted(4);
        Submission before = new Submission(
                now.id(),
                now.client(),
                now.sender(),
                now.fee(),
                now.submittedAt().minusSeconds(12),
                now.deadline().minusSeconds(12),
                now.tag(),
                now.envelope(),
                now.transaction(),
                new BlockRef(now.block().number() - 1, new Hash("0x" + "5".repeat(64))));
        Evidence evidence = evidence(before, new Decision.Approve());
        Settlement settlement = settled(List.of(entry(before, evidence)));

        assertThat(verifier.verify(wrapped(evidence, before, settlement)).checks())
                .allSatisfy(check -> assertThat(check.problem()).isEmpty());
    }

    /** After a reorganisation its client sent the envelope again, for another fee; the verdict was signed before. */
    @Test
    void acceptsACommandThatItsClientSentAgainByAnotherTransaction() {
        Submission now = submitted(6);
        Submission before = new Submission(
                now.id(),
                now.client(),
                now.sender(),
                new Gwei(now.fee().amount() - 1),
                now.submittedAt().minusSeconds(12),
                now.deadline().minusSeconds(12),
                now.tag(),
                now.envelope(),
                new Hash("0x" + "6".repeat(64)),
                new BlockRef(now.block().number() - 1, new Hash("0x" + "5".repeat(64))));
        Evidence evidence = evidence(before, new Decision.Approve());
        Settlement settlement = settled(List.of(entry(before, evidence)));
        EvidenceWrapper wrapper = wrapper(evidence, before, settlement);

        assertThat(verifier.verify(wrapper.carriedBy(now.transaction()).bytes()).checks())
                .allSatisfy(check -> assertThat(check.problem()).isEmpty());
        assertThat(broken(wrapper)).containsExactly("submission");
        assertThat(broken(wrapper.carriedBy(chain.submit(7, now.envelope(), 100))))
                .as("another command with the same envelope")
                .containsExactly("submission");
    }

    @Test
    void refusesAnotherTransactionThanThatOfTheDocumentForAnotherCommand() {
        EvidenceWrapper wrapper = EvidenceWrapper.read(approved).orElseThrow();
        Submission other = submitted(8);

        assertThat(broken(wrapper.carriedBy(other.transaction()))).containsExactly("submission");
        Hash named = named(wrapper);
        assertThat(wrapper.carriedBy(named).bytes()).isEqualTo(approved);
        assertThat(EvidenceWrapper.read(Bytes.ofUtf8(approved.utf8()
                        .replaceFirst("}}$", "},\"submission\":{\"transactionHash\":\"" + named + "\"}}"))))
                .as("there is one form")
                .isEmpty();
    }

    private static Hash named(EvidenceWrapper wrapper) {
        return wrapper.evidence().get("command").orElseThrow() instanceof Json.Members command
                        && command.get("transactionHash").orElseThrow() instanceof Json.Text(String hash)
                ? new Hash(hash)
                : new Hash("0x" + "0".repeat(64));
    }

    private static List<String> broken(EvidenceWrapper wrapper) {
        return verifier.verify(wrapper.bytes()).checks().stream()
                .filter(check -> check.problem().isPresent())
                .map(EvidenceVerifier.Check::what)
                .toList();
    }

    @Test
    void refusesAnotherSendersCommand() {
        Submission real = submitted(5);
        Submission claimed = new Submission(
                real.id(),
                real.client(),
                chain.deployed().gateway().address(),
                real.fee(),
                real.submittedAt(),
                real.deadline(),
                real.tag(),
                real.envelope(),
                real.transaction(),
                real.block());
        Evidence evidence = evidence(claimed, new Decision.Approve());
        Settlement settlement = settled(List.of(entry(claimed, evidence)));

        assertThat(verifier.verify(wrapped(evidence, claimed, settlement)).checks())
                .filteredOn(check -> check.problem().isPresent())
                .extracting(EvidenceVerifier.Check::what)
                .containsExactly("submission");
    }

    @Test
    void refusesItOnAnotherChain() {
        try (GatewayOnAnvil other = new GatewayOnAnvil()) {
            assertThat(new EvidenceVerifier(other.client()).verify(approved).holds())
                    .isFalse();
        }
    }

    @Test
    void refusesANodeOfAnotherChainId() {
        Gateway mainnet = new Gateway(1, chain.deployed().gateway().address());
        EvidenceVerifier elsewhere =
                new EvidenceVerifier(new GatewayClient(chain.node(), mainnet, GatewayOnAnvil.FEE_CAP));
        assertThatThrownBy(() -> elsewhere.verify(approved)).isInstanceOf(Permanent.class);
    }

    private static Submission submitted(int wallet) {
        Hash transaction = chain.submit(wallet, Bytes.ofUtf8("noise of " + wallet), 100);
        chain.mine(1);
        return chain.client().receipt(transaction).map(chain.client()::events).orElseThrow().stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .findFirst()
                .orElseThrow();
    }

    private static Evidence evidence(Submission submission, Decision decision) {
        Command command = Command.received(submission, DECIDED);
        Bytes salt = Bytes.of(new byte[EvidenceDocument.SALT_BYTES]);
        return EvidenceDocument.of(chain.deployed().gateway(), command, decision, salt, DECIDED);
    }

    private static Entry entry(Submission submission, Evidence evidence) {
        return new Entry(submission.id(), submission.tag(), evidence.decision(), evidence.digest());
    }

    private static Settlement settled(List<Entry> entries) {
        Settlement settlement = chain.ledger()
                .sign(new ArrayList<>(entries), nonce++, chain.ledger().fees(), DECIDED);
        chain.ledger().send(settlement.latest());
        chain.mine(1);
        return settlement;
    }

    private static Bytes wrapped(Evidence evidence, Submission submission, Settlement settlement) {
        return wrapper(evidence, submission, settlement).bytes();
    }

    private static EvidenceWrapper wrapper(Evidence evidence, Submission submission, Settlement settlement) {
        OnChain fact =
                verifier.settled(settlement.latest().hash(), submission.id()).orElseThrow();
        List<Hash> proof = chain.ledger().proof(settlement, submission.id());
        return EvidenceWrapper.of(evidence.document(), evidence.digest(), proof, fact);
    }
}
