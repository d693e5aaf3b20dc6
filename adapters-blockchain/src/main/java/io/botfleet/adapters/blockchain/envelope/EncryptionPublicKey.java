package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.CanonicalJson;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A key that clients seal to, as the contract publishes it. */
public record EncryptionPublicKey(Suite suite, Bytes value) {
    public EncryptionPublicKey {
        if (value.size() != suite.publicKeySize()) {
            throw new IllegalArgumentException(
                    "a public key for " + suite + " has " + suite.publicKeySize() + " bytes, not " + value.size());
        }
    }

    public KeyId id() {
        byte[] named = ByteBuffer.allocate(1 + value.size())
                .put((byte) suite.code())
                .put(value.toArray())
                .array();
        byte[] digest = CanonicalJson.sha256(Bytes.of(named)).toArray();
        return new KeyId(Bytes.of(Arrays.copyOf(digest, KeyId.SIZE)));
    }
}
