package io.botfleet.adapters.blockchain.evidence;

import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.OnChain;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An evidence document with what leads from it to the chain, as it is handed out: the RFC 8785 bytes of
 * {@code {digest, evidence, merkleProof, settlement}}, {@code submission} where there is one, and nothing else
 * (docs/protocol.md).
 *
 * @param digest SHA-256 of the document's canonical bytes, as the wrapper claims it
 * @param submission the transaction that carries the command now, where it is another than the document names: the client
 *     sent the same envelope again after a reorganisation
 */
public record EvidenceWrapper(
        Json.Members evidence, Hash digest, List<Hash> merkleProof, Settlement settlement, Optional<Hash> submission) {
    /** Where the verdict is on chain. */
    public record Settlement(Hash transaction, BlockRef block, Hash evidenceRoot) {}

    public EvidenceWrapper {
        merkleProof = List.copyOf(merkleProof);
        if (submission.isPresent() && submission.equals(named(evidence))) {
            throw new IllegalArgumentException("the document names that transaction itself");
        }
    }

    /** Wraps a document whose verdict is on chain; throws {@link IllegalArgumentException} if it is no JSON object. */
    public static EvidenceWrapper of(Bytes document, Hash digest, List<Hash> proof, OnChain fact) {
        if (StrictJson.read(document.toArray()).orElse(null) instanceof Json.Members evidence) {
            return new EvidenceWrapper(
                    evidence,
                    digest,
                    proof,
                    new Settlement(fact.transaction(), fact.block(), fact.evidenceRoot()),
                    Optional.empty());
        }
        throw new IllegalArgumentException("an evidence document is a JSON object");
    }

    /** The same with the transaction in which the chain has the command now. */
    public EvidenceWrapper carriedBy(Hash transaction) {
        Optional<Hash> now =
                Optional.of(transaction).filter(hash -> !Optional.of(hash).equals(named(evidence)));
        return new EvidenceWrapper(evidence, digest, merkleProof, settlement, now);
    }

    /** The transaction that the document names; empty where it names none. */
    private static Optional<Hash> named(Json.Members evidence) {
        return member(member(evidence, "command"), "transactionHash") instanceof Json.Text(String value)
                ? Optional.of(new Hash(value))
                : Optional.empty();
    }

    public Bytes bytes() {
        Json.Members wrapper = withoutSubmission();
        return CanonicalJson.bytes(
                submission.isEmpty()
                        ? wrapper
                        : wrapper.with(
                                "submission",
                                Json.EMPTY.with(
                                        "transactionHash",
                                        Json.of(submission.get().hex()))));
    }

    private Json.Members withoutSubmission() {
        return Json.EMPTY
                .with("digest", Json.of(digest.hex()))
                .with("evidence", evidence)
                .with(
                        "merkleProof",
                        Json.texts(merkleProof.stream().map(Hash::hex).toList()))
                .with(
                        "settlement",
                        Json.EMPTY
                                .with(
                                        "blockHash",
                                        Json.of(settlement.block().hash().hex()))
                                .with("blockNumber", Json.of(settlement.block().number()))
                                .with(
                                        "evidenceRoot",
                                        Json.of(settlement.evidenceRoot().hex()))
                                .with(
                                        "transactionHash",
                                        Json.of(settlement.transaction().hex())));
    }

    /** Empty for bytes that are not exactly what {@link #bytes} would write. */
    public static Optional<EvidenceWrapper> read(Bytes bytes) {
        try {
            return StrictJson.read(bytes.toArray()).map(EvidenceWrapper::of).filter(wrapper -> wrapper.bytes()
                    .equals(bytes));
        } catch (IllegalArgumentException notOfThatForm) {
            return Optional.empty();
        }
    }

    private static EvidenceWrapper of(Json json) {
        Json settlement = member(json, "settlement");
        if (!(member(json, "evidence") instanceof Json.Members evidence)
                || !(member(json, "merkleProof") instanceof Json.Items items)
                || !(member(settlement, "blockNumber") instanceof Json.Numeral number)) {
            throw new IllegalArgumentException("not an evidence wrapper");
        }
        List<Hash> proof = new ArrayList<>();
        items.values().forEach(item -> proof.add(hash(item)));
        BlockRef block = new BlockRef(wholeNumber(number.value()), hash(member(settlement, "blockHash")));
        return new EvidenceWrapper(
                evidence,
                hash(member(json, "digest")),
                proof,
                new Settlement(
                        hash(member(settlement, "transactionHash")), block, hash(member(settlement, "evidenceRoot"))),
                submission(json));
    }

    private static Optional<Hash> submission(Json json) {
        Json submission = member(json, "submission");
        return submission instanceof Json.Null
                ? Optional.empty()
                : Optional.of(hash(member(submission, "transactionHash")));
    }

    private static long wholeNumber(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException notWhole) {
            throw new IllegalArgumentException("not a block number", notWhole);
        }
    }

    private static Json member(Json json, String name) {
        if (json instanceof Json.Members members) {
            return members.get(name).orElse(new Json.Null());
        }
        return new Json.Null();
    }

    private static Hash hash(Json json) {
        if (json instanceof Json.Text(String value)) {
            return new Hash(value);
        }
        throw new IllegalArgumentException("not a hash");
    }
}
