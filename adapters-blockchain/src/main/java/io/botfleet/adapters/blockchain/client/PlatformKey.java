package io.botfleet.adapters.blockchain.client;

import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import java.time.Instant;
import java.util.Optional;

/** A key that the platform published on the contract. */
public record PlatformKey(EncryptionPublicKey key, Instant activeFrom, Optional<Instant> retiredAt) {
    boolean usableAt(Instant now) {
        return retiredAt.isEmpty() && !now.isBefore(activeFrom);
    }
}
