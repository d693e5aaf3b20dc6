package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.domain.chain.Bytes;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;

/** A key that opens envelopes; it never prints itself. */
public final class EncryptionPrivateKey {
    private final Bytes secret;
    private final AsymmetricCipherKeyPair pair;
    private final EncryptionPublicKey publicKey;

    private EncryptionPrivateKey(Suite suite, byte[] secret) {
        this.secret = Bytes.of(secret);
        this.pair = suite.hpke().deserializePrivateKey(secret, null);
        this.publicKey = new EncryptionPublicKey(suite, Bytes.of(suite.hpke().serializePublicKey(pair.getPublic())));
    }

    /** @param secret 32 bytes: the scalar of an X25519 key, the seed of an X-Wing key */
    public static EncryptionPrivateKey of(Suite suite, Bytes secret) {
        if (secret.size() != Suite.PRIVATE_KEY_SIZE) {
            throw new IllegalArgumentException("a private key has 32 bytes, not " + secret.size());
        }
        return new EncryptionPrivateKey(suite, secret.toArray());
    }

    public static EncryptionPrivateKey generate(Suite suite, SecureRandom random) {
        byte[] secret = new byte[Suite.PRIVATE_KEY_SIZE];
        random.nextBytes(secret);
        return new EncryptionPrivateKey(suite, secret);
    }

    public EncryptionPublicKey publicKey() {
        return publicKey;
    }

    Bytes secret() {
        return secret;
    }

    AsymmetricCipherKeyPair pair() {
        return pair;
    }

    @Override
    public String toString() {
        return "EncryptionPrivateKey[" + publicKey.id() + ", redacted]";
    }
}
