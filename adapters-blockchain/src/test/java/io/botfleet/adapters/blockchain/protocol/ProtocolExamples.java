package io.botfleet.adapters.blockchain.protocol;

import io.botfleet.adapters.blockchain.client.PayloadDocument;
import io.botfleet.adapters.blockchain.envelope.EncryptionPrivateKey;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.FixedSealing;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.blockchain.evidence.EvidenceLeaf;
import io.botfleet.adapters.blockchain.evidence.EvidenceTree;
import io.botfleet.adapters.blockchain.evidence.EvidenceWrapper;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.gateway.SettlementEntryExamples;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDigest;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Credentials;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The worked examples of docs/protocol.md: fixed keys and fixed randomness, so that they never change by themselves. */
final class ProtocolExamples {
    static final Gateway GATEWAY = new Gateway(31337, new Address("0x5fbdb2315678afecb367f032d93f642f64180aa3"));
    static final Address SENDER = new Address("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    static final Binding BINDING = new Binding(GATEWAY, SENDER);
    static final EncryptionPrivateKey X25519 = EncryptionPrivateKey.of(Suite.X25519, counting(0x40, 32));
    static final EncryptionPrivateKey X_WING = EncryptionPrivateKey.of(Suite.X_WING, counting(0x80, 32));
    private static final Bytes EPHEMERAL = counting(0x01, 32);
    private static final Bytes RANDOMNESS = counting(0x01, 64);
    private static final Instant MINED = Instant.parse("2026-11-22T10:00:00Z");
    private static final CommandKey COMMAND_KEY = new CommandKey("000102030405060708090a0b0c0d0e0f");
    private static final Instant NOT_AFTER = Instant.ofEpochSecond(1_795_345_200);

    private ProtocolExamples() {}

    static Json.Members all() {
        return Json.EMPTY
                .with(
                        "binding",
                        Json.EMPTY
                                .with("chainId", Json.of(GATEWAY.chainId()))
                                .with("gateway", Json.of(GATEWAY.address().hex()))
                                .with("sender", Json.of(SENDER.hex())))
                .with("x25519", x25519())
                .with("xWing", xWing())
                .with("evidence", evidence())
                .with("batch", batch());
    }

    static Bytes x25519Envelope() {
        return FixedSealing.x25519(X25519.publicKey(), stop(), BINDING, EPHEMERAL);
    }

    static Bytes xWingEnvelope() {
        return FixedSealing.xWing(X_WING.publicKey(), start(), BINDING, RANDOMNESS);
    }

    private static Json x25519() {
        return sealed(X25519.publicKey(), stop(), x25519Envelope())
                .with("privateKey", Json.of(counting(0x40, 32).hex()))
                .with("ephemeralPrivateKey", Json.of(EPHEMERAL.hex()));
    }

    private static Json xWing() {
        return sealed(X_WING.publicKey(), start(), xWingEnvelope())
                .with("seed", Json.of(counting(0x80, 32).hex()))
                .with("encapsulationRandomness", Json.of(RANDOMNESS.hex()));
    }

    private static Json.Members sealed(EncryptionPublicKey key, Bytes payload, Bytes envelope) {
        return Json.EMPTY
                .with("publicKey", Json.of(key.value().hex()))
                .with("keyId", Json.of(key.id().toString()))
                .with("payload", Json.of(payload.utf8()))
                .with("plaintext", Json.of(FixedSealing.padded(payload).hex()))
                .with("header", Json.of(FixedSealing.header(key).hex()))
                .with("info", Json.of(FixedSealing.info(key, BINDING).hex()))
                .with("envelope", Json.of(envelope.hex()))
                .with("tag", Json.of(GatewayEvents.tagOf(envelope.toArray()).value()));
    }

    private static Bytes stop() {
        return CanonicalJson.bytes(PayloadDocument.of(
                new Payload(COMMAND_KEY, NOT_AFTER, new StopTrading(StopMode.DRAIN), Optional.empty())));
    }

    private static StartTrading order() {
        return new StartTrading(
                "SampleStrategy",
                "binance",
                false,
                "USDT",
                new StakeAmount.Fixed(new BigDecimal("12.5")),
                3,
                "5m",
                List.of("BTC/USDT", "ETH/USDT"),
                false);
    }

    private static Bytes start() {
        Credentials credentials = new Credentials(Secret.of("example-api-key"), Secret.of("example-secret-key"));
        return CanonicalJson.bytes(
                PayloadDocument.of(new Payload(COMMAND_KEY, NOT_AFTER, order(), Optional.of(credentials))));
    }

    static Submission submission() {
        Bytes envelope = xWingEnvelope();
        return new Submission(
                new CommandId(7),
                new ClientId(1),
                SENDER,
                new Gwei(1_000_000),
                MINED,
                MINED.plusSeconds(1800),
                GatewayEvents.tagOf(envelope.toArray()),
                envelope,
                hash("transaction"),
                new BlockRef(1042, hash("block 1042")));
    }

    static Evidence document() {
        Instant now = MINED.plusSeconds(5);
        CommitId commit = new CommitId("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        Bytes values = Bytes.ofUtf8("clientId: \"cliente-001\"\n");
        ValuesDigest digest =
                new ValuesDigest("sha256:" + CanonicalJson.sha256(values).hex().substring(2));
        Command confirmed = Command.received(submission(), now)
                .queued(new Accepted(COMMAND_KEY, order()), now)
                .provisioned(new Prepared.Values(RepositoryPath.ofBot(new ClientId(1)), values, digest), now)
                .committed(commit, now)
                .deployed(Execution.NONE.deployed(commit, pod(digest)), now)
                .confirmed(
                        Execution.NONE
                                .deployed(commit, pod(digest))
                                .firstProcess(MINED.plusSeconds(20))
                                .confirmed(pod(digest), config(), MINED.plusSeconds(25)),
                        now);
        return EvidenceDocument.of(
                GATEWAY, confirmed, new Decision.Approve(), counting(0xc0, 32), MINED.plusSeconds(26));
    }

    private static Pod pod(ValuesDigest digest) {
        return new Pod(
                "cliente-001-5d8f9c7b6d-x2x7k",
                "0b0a7f2e-6f5e-4e0e-9d55-0d1f7a1c9e11",
                Optional.of(new CommandId(7)),
                Optional.of(digest),
                "freqtrade-platform:1",
                Pod.Phase.READY,
                0,
                MINED.plusSeconds(10));
    }

    private static RunningConfig config() {
        return new RunningConfig(
                "2026.10",
                "live",
                "running",
                false,
                "SampleStrategy",
                "binance",
                "cliente-001",
                "USDT",
                "12.5",
                3,
                "5m",
                List.of("BTC/USDT", "ETH/USDT"));
    }

    private static Json evidence() {
        Evidence document = document();
        Entry entry = entry();
        Hash leaf = EvidenceLeaf.of(GATEWAY, entry);
        OnChain fact = new OnChain(
                OnChain.Outcome.APPROVED,
                0,
                leaf,
                hash("settlement"),
                new BlockRef(1050, hash("block 1050")),
                MINED.plusSeconds(40),
                true);
        EvidenceWrapper wrapper = EvidenceWrapper.of(document.document(), document.digest(), List.of(), fact);
        return Json.EMPTY
                .with("document", Json.of(document.document().utf8()))
                .with("digest", Json.of(document.digest().hex()))
                .with("leaf", Json.of(leaf.hex()))
                .with("wrapper", Json.of(wrapper.bytes().utf8()));
    }

    private static Entry entry() {
        Submission submission = submission();
        return new Entry(
                submission.id(),
                submission.tag(),
                new Decision.Approve(),
                document().digest());
    }

    private static Json batch() {
        List<Entry> entries = List.of(
                entry(),
                new Entry(
                        new CommandId(8),
                        new Tag(0x0abcde),
                        new Decision.Rollback(Reason.EXECUTION_FAILED),
                        hash("document 8")),
                new Entry(new CommandId(9), new Tag(0), new Decision.Rollback(Reason.UNREADABLE), hash("document 9")));
        EvidenceTree tree = new EvidenceTree(
                entries.stream().map(entry -> EvidenceLeaf.of(GATEWAY, entry)).toList());
        List<Json> described = new ArrayList<>();
        for (Entry entry : entries) {
            described.add(Json.EMPTY
                    .with("commandId", Json.of(entry.command().number()))
                    .with("tag", Json.of(entry.tag().value()))
                    .with("verdict", Json.of(entry.decision().verdictCode()))
                    .with("reason", Json.of(entry.decision().reasonCode()))
                    .with("digest", Json.of(entry.digest().hex()))
                    .with("packed", Json.of(SettlementEntryExamples.packed(entry)))
                    .with("leaf", Json.of(EvidenceLeaf.of(GATEWAY, entry).hex()))
                    .with(
                            "proof",
                            Json.texts(tree.proof(described.size()).stream()
                                    .map(Hash::hex)
                                    .toList())));
        }
        return Json.EMPTY
                .with("entries", new Json.Items(described))
                .with("root", Json.of(tree.root().hex()));
    }

    private static Hash hash(String of) {
        return CanonicalJson.sha256(Bytes.ofUtf8(of));
    }

    private static Bytes counting(int from, int size) {
        byte[] bytes = new byte[size];
        for (int at = 0; at < size; at++) {
            bytes[at] = (byte) (from + at);
        }
        return Bytes.of(bytes);
    }
}
