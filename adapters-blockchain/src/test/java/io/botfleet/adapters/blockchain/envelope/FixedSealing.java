package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.chain.Bytes;

/** Sealing with randomness that is given, for the worked examples; nothing but tests may do that. */
public final class FixedSealing {
    private FixedSealing() {}

    /** @param ephemeral the private key that takes the place of a random one */
    public static Bytes x25519(EncryptionPublicKey key, Bytes payload, Binding binding, Bytes ephemeral) {
        return new EnvelopeSealer(key).seal(payload, binding, x25519(ephemeral));
    }

    /** Seals a plaintext that should have its padding; whether it has is not looked at. */
    public static Bytes unpadded(EncryptionPublicKey key, Bytes plaintext, Binding binding, Bytes ephemeral) {
        return Bytes.of(new EnvelopeSealer(key).sealPadded(plaintext.toArray(), binding, x25519(ephemeral)));
    }

    private static EnvelopeSealer.Encapsulating x25519(Bytes ephemeral) {
        return (hpke, publicKey, info) ->
                hpke.setupBaseS(publicKey, info, hpke.deserializePrivateKey(ephemeral.toArray(), null));
    }

    /** @param randomness the 64 bytes that the draft calls eseed */
    public static Bytes xWing(EncryptionPublicKey key, Bytes payload, Binding binding, Bytes randomness) {
        return new EnvelopeSealer(key)
                .seal(
                        payload,
                        binding,
                        (hpke, publicKey, info) -> hpke.setupBaseS(publicKey, info, randomness.toArray()));
    }

    public static Bytes info(EncryptionPublicKey key, Binding binding) {
        return Bytes.of(new Header(key.suite(), key.id()).info(binding));
    }

    public static Bytes header(EncryptionPublicKey key) {
        return Bytes.of(new Header(key.suite(), key.id()).toArray());
    }

    public static Bytes padded(Bytes payload) {
        return Bytes.of(Padding.pad(payload.toArray()));
    }
}
