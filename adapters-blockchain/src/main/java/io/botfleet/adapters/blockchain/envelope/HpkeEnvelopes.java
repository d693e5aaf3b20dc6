package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.application.command.Envelopes;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;

/** Opens envelopes with whichever of the platform's keys they name. */
public final class HpkeEnvelopes implements Envelopes {
    /** The contract takes no larger one. */
    static final int LARGEST = 8192;

    private static final int AUTHENTICATION_TAG_SIZE = 16;

    private final EncryptionKeys keys;

    public HpkeEnvelopes(EncryptionKeys keys) {
        this.keys = keys;
    }

    @Override
    public Opening open(Bytes envelope, Binding binding) {
        byte[] bytes = envelope.toArray();
        Optional<Header> header = Header.read(bytes);
        if (header.isEmpty() || bytes.length > LARGEST) {
            return unreadable("it is not an envelope of a version and suite that this platform knows");
        }
        Optional<EncryptionPrivateKey> key = keys.find(header.get().key());
        // The key id binds the suite too, so a key that is found belongs to the header's suite.
        if (key.isEmpty() || key.get().publicKey().suite() != header.get().suite()) {
            return unreadable("it is sealed to a key that this platform does not have");
        }
        Optional<byte[]> plaintext = decrypt(bytes, header.get(), key.get(), binding);
        if (plaintext.isEmpty()) {
            return unreadable("it is damaged, or was sealed for another sender, chain or contract");
        }
        return read(plaintext.get());
    }

    private static Opening read(byte[] plaintext) {
        Optional<byte[]> payload = Padding.strip(plaintext);
        if (payload.isEmpty()) {
            return new Refused(Refused.Kind.INVALID, "its padding is not as the protocol has it");
        }
        Optional<Json> json = StrictJson.read(payload.get());
        return json.isPresent()
                ? new Opened(json.get())
                : new Refused(
                        Refused.Kind.INVALID, "it does not hold exactly one JSON value that can have one reading");
    }

    private static Optional<byte[]> decrypt(byte[] envelope, Header header, EncryptionPrivateKey key, Binding binding) {
        int bodyAt = Header.SIZE + header.suite().encapsulationSize();
        if (envelope.length < bodyAt + AUTHENTICATION_TAG_SIZE) {
            return Optional.empty();
        }
        byte[] encapsulation = Arrays.copyOfRange(envelope, Header.SIZE, bodyAt);
        byte[] body = Arrays.copyOfRange(envelope, bodyAt, envelope.length);
        try {
            return Optional.of(header.suite()
                    .hpke()
                    .setupBaseR(encapsulation, key.pair(), header.info(binding))
                    .open(header.toArray(), body));
        } catch (InvalidCipherTextException | RuntimeException malformed) {
            // BouncyCastle reports a malformed encapsulation as one of several runtime exceptions: it never will open.
            return Optional.empty();
        }
    }

    private static Refused unreadable(String why) {
        return new Refused(Refused.Kind.UNREADABLE, why);
    }
}
