package io.botfleet.adapters.blockchain.envelope;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The plaintext around a payload: its length in two bytes (big endian), the payload, and zeros, so that header and
 * plaintext together have a multiple of 256 bytes and a ciphertext tells little about what is inside.
 */
final class Padding {
    private static final int CLASS = 256;
    private static final int LENGTH_SIZE = 2;

    private Padding() {}

    static byte[] pad(byte[] payload) {
        int used = Header.SIZE + LENGTH_SIZE + payload.length;
        int classes = (used + CLASS - 1) / CLASS;
        return ByteBuffer.allocate(classes * CLASS - Header.SIZE)
                .putShort((short) payload.length)
                .put(payload)
                .array();
    }

    /** The payload; empty where the size is no class, the length does not fit or the padding is not all zeros. */
    static Optional<byte[]> strip(byte[] plaintext) {
        if ((Header.SIZE + plaintext.length) % CLASS != 0) {
            return Optional.empty();
        }
        int end = LENGTH_SIZE + Short.toUnsignedInt(ByteBuffer.wrap(plaintext).getShort());
        if (end > plaintext.length) {
            return Optional.empty();
        }
        for (int at = end; at < plaintext.length; at++) {
            if (plaintext[at] != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOfRange(plaintext, LENGTH_SIZE, end));
    }
}
