package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/** Seals payloads to a key of the platform, on the client's side. */
public final class EnvelopeSealer {
    private final EncryptionPublicKey key;

    public EnvelopeSealer(EncryptionPublicKey key) {
        this.key = key;
    }

    /** Seals a payload so that it opens for this binding only; throws {@link IllegalArgumentException} if too large. */
    public Bytes seal(Json payload, Binding binding) {
        return seal(CanonicalJson.bytes(payload), binding);
    }

    /** Seals bytes that should be a JSON text; what they are is not looked at. */
    public Bytes seal(Bytes payload, Binding binding) {
        return seal(payload, binding, HPKE::setupBaseS);
    }

    /** How the encapsulation is made: at random, but for the worked examples of docs/protocol.md. */
    interface Encapsulating {
        HPKEContextWithEncapsulation begin(HPKE hpke, AsymmetricKeyParameter publicKey, byte[] info);
    }

    Bytes seal(Bytes payload, Binding binding, Encapsulating encapsulating) {
        return Bytes.of(sealPadded(Padding.pad(payload.toArray()), binding, encapsulating));
    }

    byte[] sealPadded(byte[] plaintext, Binding binding, Encapsulating encapsulating) {
        Header header = new Header(key.suite(), key.id());
        HPKE hpke = key.suite().hpke();
        AsymmetricKeyParameter publicKey = hpke.deserializePublicKey(key.value().toArray());
        HPKEContextWithEncapsulation context = encapsulating.begin(hpke, publicKey, header.info(binding));
        byte[] body = seal(context, header, plaintext);
        byte[] encapsulation = context.getEncapsulation();
        int size = Header.SIZE + encapsulation.length + body.length;
        if (size > HpkeEnvelopes.LARGEST) {
            throw new IllegalArgumentException(
                    "the envelope would have " + size + " bytes, and the contract takes " + HpkeEnvelopes.LARGEST);
        }
        return ByteBuffer.allocate(size)
                .put(header.toArray())
                .put(encapsulation)
                .put(body)
                .array();
    }

    private static byte[] seal(HPKEContextWithEncapsulation context, Header header, byte[] plaintext) {
        try {
            return context.seal(header.toArray(), plaintext);
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException("encrypting found a ciphertext to be invalid", impossible);
        }
    }
}
