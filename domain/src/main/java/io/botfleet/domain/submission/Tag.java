package io.botfleet.domain.submission;

/** The low 24 bits of keccak-256 of an envelope: a settlement names it, so that it can't land on another command. */
public record Tag(int value) {
    public Tag {
        if (value < 0 || value > 0xffffff) {
            throw new IllegalArgumentException("a tag has 24 bits: " + value);
        }
    }
}
