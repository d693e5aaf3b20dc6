package io.botfleet.adapters.blockchain.envelope;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.hpke.HPKE;

/** The key encapsulations that an envelope may use; key derivation is HKDF-SHA256 and encryption AES-256-GCM in both. */
public enum Suite {
    /** DHKEM(X25519, HKDF-SHA256), KEM 0x0020 of RFC 9180: small, and open to whoever has a quantum computer one day. */
    X25519(1, HPKE.kem_X25519_SHA256, 32, 32),
    /** X-Wing (ML-KEM-768 with X25519), KEM 0x647a of the Internet-Draft draft-connolly-cfrg-xwing-kem. */
    X_WING(2, HPKE.kem_X_WING, 1216, 1120);

    /** Bytes of a private key: a scalar for X25519, the seed for X-Wing. */
    static final int PRIVATE_KEY_SIZE = 32;

    private final int code;
    private final short kem;
    private final int publicKeySize;
    private final int encapsulationSize;

    Suite(int code, short kem, int publicKeySize, int encapsulationSize) {
        this.code = code;
        this.kem = kem;
        this.publicKeySize = publicKeySize;
        this.encapsulationSize = encapsulationSize;
    }

    /** The byte that stands for this suite in a header and in the contract. */
    public int code() {
        return code;
    }

    public static Optional<Suite> ofCode(int code) {
        return Arrays.stream(values()).filter(suite -> suite.code == code).findFirst();
    }

    public int publicKeySize() {
        return publicKeySize;
    }

    int encapsulationSize() {
        return encapsulationSize;
    }

    /** A fresh one for each use: nothing says that BouncyCastle's may be shared between threads. */
    HPKE hpke() {
        return new HPKE(HPKE.mode_base, kem, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}
