package io.botfleet.bootstrap.client;

import io.botfleet.adapters.blockchain.client.GatewayCall;
import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.PayloadDocument;
import io.botfleet.adapters.blockchain.client.Preview;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Credentials;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.Submission;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Sends commands as a client does: sealed to the platform's published key, paid and signed by the client's wallet. */
public final class Sender {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GatewayClient gateway;

    public Sender(GatewayClient gateway) {
        this.gateway = gateway;
    }

    public Bytes seal(Wallet wallet, Order order, Optional<Credentials> credentials, Instant notAfter) {
        byte[] key = new byte[16];
        RANDOM.nextBytes(key);
        Payload payload = new Payload(new CommandKey(HexFormat.of().formatHex(key)), notAfter, order, credentials);
        EncryptionPublicKey publicKey = gateway.currentKey(Suite.X_WING)
                .orElseThrow(() -> new Permanent("the platform has published no X-Wing key"));
        return gateway.seal(PayloadDocument.of(payload), publicKey, wallet.address());
    }

    public Submission submit(Wallet wallet, Bytes envelope) {
        Receipt receipt = call(wallet, GatewayCall.submit(envelope, gateway.minimumFee()));
        return gateway.events(receipt).stream()
                .filter(ChainEvent.Submitted.class::isInstance)
                .map(event -> ((ChainEvent.Submitted) event).submission())
                .findFirst()
                .orElseThrow(() -> new Permanent("the receipt carries no command"));
    }

    public Receipt call(Wallet wallet, GatewayCall call) {
        Preview.Possible preview =
                switch (gateway.preview(wallet.address(), call)) {
                    case Preview.Possible possible -> possible;
                    case Preview.Impossible impossible -> throw new Permanent(impossible.why());
                };
        SignedTransaction signed = gateway.sign(wallet, call, preview);
        Broadcast broadcast = gateway.send(signed);
        if (!(broadcast instanceof Broadcast.Accepted)) {
            throw new Permanent("the node refused the transaction: " + broadcast);
        }
        Hash hash = signed.hash();
        Receipt receipt = gateway.await(hash, PATIENCE);
        if (!receipt.succeeded()) {
            throw new Permanent("transaction " + hash + " was reverted");
        }
        return receipt;
    }
}
