package io.botfleet.adapters.rest.command;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.settlement.OnChain;
import java.util.List;

/**
 * What a client keeps as proof: the evidence document, its way to the root on chain, and where that root is.
 *
 * @param transaction the one in which the chain has the command now
 */
record SettledEvidence(Evidence evidence, List<Hash> merkleProof, OnChain settlement, Hash transaction) {
    SettledEvidence {
        if (!CanonicalJson.sha256(evidence.document()).equals(evidence.digest())) {
            throw new IllegalStateException("the stored evidence is not what its digest says: " + evidence.digest());
        }
    }

    /** Told where the document names another one, which a reorganisation took back. */
    private String submission() {
        return EvidenceDocument.names(evidence.document(), transaction)
                ? ""
                : ",\"submission\":"
                        + CanonicalJson.text(Json.EMPTY.with("transactionHash", Json.of(transaction.hex())));
    }

    /**
     * The whole in RFC 8785 form, with the stored document's bytes as they are: parsing and writing them again could
     * change what was hashed.
     */
    Bytes bytes() {
        Json.Members where = Json.EMPTY
                .with("blockHash", Json.of(settlement.block().hash().hex()))
                .with("blockNumber", Json.of(settlement.block().number()))
                .with("evidenceRoot", Json.of(settlement.evidenceRoot().hex()))
                .with("transactionHash", Json.of(settlement.transaction().hex()));
        Json proof = Json.texts(merkleProof.stream().map(Hash::hex).toList());
        return Bytes.ofUtf8(
                "{\"digest\":" + CanonicalJson.text(Json.of(evidence.digest().hex()))
                        + ",\"evidence\":" + evidence.document().utf8()
                        + ",\"merkleProof\":" + CanonicalJson.text(proof)
                        + ",\"settlement\":" + CanonicalJson.text(where) + submission() + "}");
    }
}
