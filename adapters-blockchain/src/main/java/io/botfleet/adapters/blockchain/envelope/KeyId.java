package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.domain.chain.Bytes;

/** The first 8 bytes of SHA-256(suite byte ‖ public key), as the contract computes it too. */
public record KeyId(Bytes value) {
    static final int SIZE = 8;

    public KeyId {
        if (value.size() != SIZE) {
            throw new IllegalArgumentException("a key id has 8 bytes, not " + value.size());
        }
    }

    @Override
    public String toString() {
        return value.hex();
    }
}
