package io.botfleet.domain.settlement;

import java.math.BigInteger;

/** EIP-1559 fee caps in wei per gas. */
public record Fees(BigInteger maxFeePerGasWei, BigInteger maxPriorityFeePerGasWei) {
    private static final BigInteger NINE = BigInteger.valueOf(9);
    private static final BigInteger EIGHT = BigInteger.valueOf(8);

    public Fees {
        if (maxPriorityFeePerGasWei.signum() < 0 || maxFeePerGasWei.compareTo(maxPriorityFeePerGasWei) < 0) {
            throw new IllegalArgumentException(
                    "a priority fee of " + maxPriorityFeePerGasWei + " does not fit under " + maxFeePerGasWei);
        }
    }

    /** Both caps raised by an eighth, rounded up: nodes take a replacement from a tenth on, on both caps. */
    public Fees raised() {
        return new Fees(raised(maxFeePerGasWei), raised(maxPriorityFeePerGasWei));
    }

    /** Whether both caps are more than ten times the other's: waiting with these is not for want of a higher price. */
    public boolean isFarAbove(Fees other) {
        return maxFeePerGasWei.compareTo(other.maxFeePerGasWei.multiply(BigInteger.TEN)) > 0
                && maxPriorityFeePerGasWei.compareTo(other.maxPriorityFeePerGasWei.multiply(BigInteger.TEN)) > 0;
    }

    /** The higher of the two on each cap. */
    public Fees atLeast(Fees other) {
        return new Fees(
                maxFeePerGasWei.max(other.maxFeePerGasWei), maxPriorityFeePerGasWei.max(other.maxPriorityFeePerGasWei));
    }

    /** The lower of the two on each cap. */
    public Fees atMost(Fees other) {
        return new Fees(
                maxFeePerGasWei.min(other.maxFeePerGasWei), maxPriorityFeePerGasWei.min(other.maxPriorityFeePerGasWei));
    }

    /** Whether a node would take a transaction with the other's caps in the place of one with these. */
    public boolean isReplacedBy(Fees other) {
        Fees least = raised();
        return other.maxFeePerGasWei.compareTo(least.maxFeePerGasWei) >= 0
                && other.maxPriorityFeePerGasWei.compareTo(least.maxPriorityFeePerGasWei) >= 0;
    }

    private static BigInteger raised(BigInteger wei) {
        BigInteger[] parts = wei.multiply(NINE).divideAndRemainder(EIGHT);
        BigInteger up = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return up.max(wei.add(BigInteger.ONE));
    }
}
