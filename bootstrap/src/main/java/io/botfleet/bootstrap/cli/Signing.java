package io.botfleet.bootstrap.cli;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.Preview;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.domain.settlement.SignedTransaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.function.Consumer;

/** Signs a call of the gateway, sends it and waits until it is mined. */
final class Signing {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int WEI_DECIMALS = 18;

    private final GatewayClient gateway;
    private final Wallet wallet;

    Signing(GatewayClient gateway, Wallet wallet) {
        this.gateway = gateway;
        this.wallet = wallet;
    }

    /** Ends the command where the contract would refuse the call. */
    Preview.Possible preview(GatewayCall call, String refused) {
        return switch (gateway.preview(wallet.address(), call)) {
            case Preview.Possible possible -> possible;
            case Preview.Impossible impossible -> throw Ended.otherwise(refused + ": " + impossible.why());
        };
    }

    Receipt send(GatewayCall call, Preview.Possible preview, Consumer<SignedTransaction> onSent) {
        SignedTransaction signed = gateway.sign(wallet, call, preview);
        switch (gateway.send(signed)) {
            case Broadcast.Accepted _ -> onSent.accept(signed);
            case Broadcast.OutOfFunds _ ->
                throw Ended.otherwise("wallet " + wallet.address() + " can't pay for it: it has "
                        + eth(gateway.balanceWei(wallet.address())));
            case Broadcast.NonceUsed _ ->
                throw Ended.otherwise("another transaction of this wallet was mined meanwhile; send it again");
            case Broadcast.Underpriced _ ->
                throw Ended.otherwise("another transaction of this wallet waits in the node's pool; wait for it");
            case Broadcast.Refused refused -> throw Ended.otherwise("the node refused it: " + refused.message());
        }
        Receipt receipt = gateway.await(signed.hash(), PATIENCE);
        if (!receipt.succeeded()) {
            throw Ended.otherwise("transaction " + signed.hash() + " was reverted; its gas is spent");
        }
        return receipt;
    }

    static String eth(BigInteger wei) {
        BigDecimal amount = new BigDecimal(wei, WEI_DECIMALS).stripTrailingZeros();
        return (amount.signum() == 0 ? "0" : amount.toPlainString()) + " ETH";
    }
}
