package io.botfleet.adapters.blockchain.node;

import io.botfleet.domain.settlement.Fees;
import java.math.BigInteger;

/**
 * What inclusion within a few blocks costs now (EIP-1559): twice the next base fee, which covers six full blocks in a
 * row, and the priority fee that the node suggests.
 */
public final class FeeMarket {
    /** The part of the cap that a node may suggest as a priority fee: that much is paid in full, the base fee is not. */
    private static final BigInteger TIP_PART = BigInteger.TEN;

    private final EvmNode node;
    private final BigInteger capWei;

    /** @param capWei the most to pay for a gas, whatever the market says */
    public FeeMarket(EvmNode node, BigInteger capWei) {
        if (capWei.signum() <= 0) {
            throw new IllegalArgumentException("a cap on fees is positive, not " + capWei);
        }
        this.node = node;
        this.capWei = capWei;
    }

    /** The cap, on both. */
    public Fees most() {
        return new Fees(capWei, capWei);
    }

    public Fees now() {
        BigInteger tip = node.suggestedPriorityFee()
                .max(BigInteger.ONE)
                .min(capWei.divide(TIP_PART).max(BigInteger.ONE));
        BigInteger most = node.nextBaseFee().shiftLeft(1).add(tip).min(capWei);
        return new Fees(most, tip.min(most));
    }
}
