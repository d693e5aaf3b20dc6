package io.botfleet.adapters.blockchain.evidence;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Entry;
import java.nio.ByteBuffer;

/**
 * A command's leaf: {@code keccak(keccak(abi.encode(chainId, gateway, commandId, tag, verdict, reason, digest)))}. It is
 * hashed twice so that no inner node of a tree can pass for a leaf.
 */
public final class EvidenceLeaf {
    private static final int WORD = 32;
    private static final int WORDS = 7;

    private EvidenceLeaf() {}

    public static Hash of(Gateway gateway, Entry entry) {
        ByteBuffer encoded = ByteBuffer.allocate(WORDS * WORD);
        word(encoded, gateway.chainId());
        encoded.put(new byte[12]).put(gateway.address().toArray());
        word(encoded, entry.command().number());
        word(encoded, entry.tag().value());
        word(encoded, entry.decision().verdictCode());
        word(encoded, entry.decision().reasonCode());
        encoded.put(entry.digest().toArray());
        return Hash.of(Keccak.of(Keccak.of(encoded.array())));
    }

    private static void word(ByteBuffer encoded, long value) {
        encoded.put(new byte[WORD - Long.BYTES]).putLong(value);
    }
}
