package io.botfleet.domain.chain;

/** An amount in whole gwei (10<sup>9</sup> wei), as the contract keeps fees: at most 40 bits. */
public record Gwei(long amount) {
    private static final long MAX = (1L << 40) - 1;

    public Gwei {
        if (amount < 0 || amount > MAX) {
            throw new IllegalArgumentException("a fee is 0 to " + MAX + " gwei, not " + amount);
        }
    }
}
