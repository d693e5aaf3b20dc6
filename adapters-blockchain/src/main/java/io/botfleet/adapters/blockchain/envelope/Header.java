package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.chain.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The clear start of an envelope: version, suite and key id; it is the encryption's associated data. */
record Header(Suite suite, KeyId key) {
    static final int SIZE = 10;
    private static final byte VERSION = 1;
    private static final byte[] DOMAIN = "botfleet/command".getBytes(StandardCharsets.US_ASCII);
    private static final int INFO_SIZE = DOMAIN.length + SIZE + 32 + 20 + 20;

    /** Empty where it is too short, or of a version or suite that nobody defined. */
    static Optional<Header> read(byte[] envelope) {
        if (envelope.length < SIZE || envelope[0] != VERSION) {
            return Optional.empty();
        }
        Bytes key = Bytes.of(Arrays.copyOfRange(envelope, 2, SIZE));
        return Suite.ofCode(envelope[1]).map(suite -> new Header(suite, new KeyId(key)));
    }

    byte[] toArray() {
        return ByteBuffer.allocate(SIZE)
                .put(VERSION)
                .put((byte) suite.code())
                .put(key.value().toArray())
                .array();
    }

    /** HPKE's {@code info}: an envelope opens for this chain, gateway and sender only. */
    byte[] info(Binding binding) {
        return ByteBuffer.allocate(INFO_SIZE)
                .put(DOMAIN)
                .put(toArray())
                .put(new byte[24])
                .putLong(binding.gateway().chainId())
                .put(binding.gateway().address().toArray())
                .put(binding.sender().toArray())
                .array();
    }
}
