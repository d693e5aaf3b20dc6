package io.botfleet.adapters.blockchain.client;

import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.submission.CommandId;
import java.math.BigInteger;

/** One call of the gateway by a client's wallet, with the wei it carries. */
public record GatewayCall(Bytes data, BigInteger valueWei) {
    private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

    public static GatewayCall submit(Bytes envelope, Gwei fee) {
        BigInteger value = BigInteger.valueOf(fee.amount()).multiply(WEI_PER_GWEI);
        return new GatewayCall(GatewayCalls.submit(envelope), value);
    }

    public static GatewayCall register() {
        return free(GatewayCalls.REGISTER);
    }

    /** Sends the fee of a command that nobody settled in time back to its payer. */
    public static GatewayCall reclaim(CommandId command) {
        return free(GatewayCalls.reclaim(command));
    }

    /** Takes out refunds that could not be delivered. */
    public static GatewayCall withdrawCredit(Address to) {
        return free(GatewayCalls.withdrawCredit(to));
    }

    /** Asks another wallet to speak for the caller's client too. */
    public static GatewayCall invite(Address wallet) {
        return free(GatewayCalls.invite(wallet));
    }

    public static GatewayCall accept(int client) {
        return free(GatewayCalls.accept(client));
    }

    private static GatewayCall free(Bytes data) {
        return new GatewayCall(data, BigInteger.ZERO);
    }
}
