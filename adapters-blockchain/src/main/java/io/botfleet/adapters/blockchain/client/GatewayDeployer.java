package io.botfleet.adapters.blockchain.client;

import io.botfleet.adapters.blockchain.gateway.GatewayArtifact;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.SignedTransaction;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Puts a new gateway on a chain. */
public final class GatewayDeployer {
    /** @param startBlock the block that holds it, from which on its log is read */
    public record Deployed(Gateway gateway, long startBlock, Hash transaction) {}

    private final EvmNode node;
    private final Transactions transactions;

    /** @param feeCapWei the most to offer for a gas */
    public GatewayDeployer(EvmNode node, BigInteger feeCapWei) {
        this.node = node;
        this.transactions = new Transactions(node, feeCapWei);
    }

    /** Deploys and waits until it is mined; {@link Permanent} where the constructor or the node refuses. */
    public Deployed deploy(Wallet payer, GatewaySettings settings, Duration most) {
        Bytes code = creation(settings);
        Preview.Possible preview =
                switch (transactions.preview(payer.address(), Optional.empty(), code, BigInteger.ZERO)) {
                    case Preview.Possible possible -> possible;
                    case Preview.Impossible impossible ->
                        throw new Permanent("the gateway can't be created: " + impossible.why());
                };
        SignedTransaction signed = transactions.sign(payer, Optional.empty(), code, BigInteger.ZERO, preview);
        Broadcast broadcast = transactions.send(signed);
        if (!(broadcast instanceof Broadcast.Accepted)) {
            throw new Permanent("the node refused the gateway's creation: " + broadcast);
        }
        Receipt receipt = transactions.await(signed.hash(), most);
        if (!receipt.succeeded() || receipt.created().isEmpty()) {
            throw new Permanent("the gateway's creation was reverted in transaction " + signed.hash());
        }
        Gateway gateway = new Gateway(node.chainId(), receipt.created().get());
        return new Deployed(gateway, receipt.block().number(), signed.hash());
    }

    private static Bytes creation(GatewaySettings settings) {
        Bytes code = GatewayArtifact.bytecode();
        Bytes arguments = settings.encoded();
        return Bytes.of(ByteBuffer.allocate(code.size() + arguments.size())
                .put(code.toArray())
                .put(arguments.toArray())
                .array());
    }
}
