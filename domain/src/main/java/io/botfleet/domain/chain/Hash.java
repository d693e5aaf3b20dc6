package io.botfleet.domain.chain;

/** A 32-byte hash, of a block, a transaction or a document, as {@code 0x} and 64 lower-case digits. */
public record Hash(String hex) {
    public Hash {
        hex = Hex.requireBytes(32, hex, "a hash");
    }

    public static Hash of(byte[] content) {
        return new Hash(Bytes.of(content).hex());
    }

    public byte[] toArray() {
        return Bytes.ofHex(hex).toArray();
    }

    @Override
    public String toString() {
        return hex;
    }
}
