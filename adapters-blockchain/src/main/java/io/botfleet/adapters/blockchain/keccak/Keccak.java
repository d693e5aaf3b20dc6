package io.botfleet.adapters.blockchain.keccak;

import org.bouncycastle.jcajce.provider.digest.Keccak.Digest256;

/** Keccak-256 as Ethereum has it, which is not SHA3-256 (FIPS 202): the padding differs. */
public final class Keccak {
    private Keccak() {}

    public static byte[] of(byte[] content) {
        return new Digest256().digest(content);
    }
}
