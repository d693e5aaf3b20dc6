package io.botfleet.adapters.rest.platform;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a client has to know before it sends a command.
 *
 * @param startBlock the block that the gateway was deployed in
 * @param encryptionKeys the keys that envelopes may be sealed to now, the recommended one first
 * @param settlementWindow from a command's block to its deadline
 * @param blockConfirmations how many blocks, its own included, a command needs before it is taken in
 */
public record Platform(
        Gateway gateway,
        long startBlock,
        List<EncryptionKey> encryptionKeys,
        Duration settlementWindow,
        int blockConfirmations) {
    /**
     * A public key of the platform.
     *
     * @param suite the envelope's suite by its name in docs/protocol.md
     * @param keyId as the envelope's header names it
     * @param activeFrom since when the gateway counts it as active
     */
    public record EncryptionKey(String suite, String keyId, Bytes publicKey, Instant activeFrom) {}

    public Platform {
        encryptionKeys = List.copyOf(encryptionKeys);
    }
}
