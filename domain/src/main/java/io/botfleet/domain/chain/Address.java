package io.botfleet.domain.chain;

/** A 20-byte account address, as {@code 0x} and 40 lower-case digits (EIP-55 casing is dropped on the way in). */
public record Address(String hex) {
    public Address {
        hex = Hex.requireBytes(20, hex, "an address");
    }

    public byte[] toArray() {
        return Bytes.ofHex(hex).toArray();
    }

    @Override
    public String toString() {
        return hex;
    }
}
