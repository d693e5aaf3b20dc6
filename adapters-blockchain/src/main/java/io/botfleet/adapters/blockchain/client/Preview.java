package io.botfleet.adapters.blockchain.client;

import io.botfleet.domain.settlement.Fees;
import java.math.BigInteger;

/** What a transaction would do, before it is signed. */
public sealed interface Preview {
    /**
     * @param gas what it would use now
     * @param valueWei what it carries, as a command's fee
     */
    record Possible(long gas, Fees fees, BigInteger valueWei) implements Preview {
        /** The most that its gas can cost, at the offered cap. */
        public BigInteger mostForGasWei() {
            return fees.maxFeePerGasWei().multiply(BigInteger.valueOf(gas));
        }
    }

    /** @param why the contract's error by name, or the node's words */
    record Impossible(String why) implements Preview {}
}
