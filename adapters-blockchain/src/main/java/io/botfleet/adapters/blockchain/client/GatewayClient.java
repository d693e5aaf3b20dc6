package io.botfleet.adapters.blockchain.client;

import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.EnvelopeSealer;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls.PublishedKey;
import io.botfleet.adapters.blockchain.gateway.GatewayEvents;
import io.botfleet.adapters.blockchain.gateway.GatewayIdentity;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.Receipt;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a client does on the gateway with a key of its own; nothing here needs the platform to be up. */
public final class GatewayClient {
    private final EvmNode node;
    private final Gateway gateway;
    private final GatewayIdentity identity;
    private final Transactions transactions;

    /** @param feeCapWei the most to offer for a gas */
    public GatewayClient(EvmNode node, Gateway gateway, BigInteger feeCapWei) {
        this.node = node;
        this.gateway = gateway;
        this.identity = new GatewayIdentity(node, gateway);
        this.transactions = new Transactions(node, feeCapWei);
    }

    public Gateway gateway() {
        return gateway;
    }

    /** Every key that the platform ever published, oldest first; those of an unknown suite are left out. */
    public List<PlatformKey> keys() {
        return identity.on(() -> {
            List<PlatformKey> keys = new ArrayList<>();
            for (Bytes id : GatewayCalls.keyIds(view(GatewayCalls.KEY_IDS))) {
                PublishedKey key = GatewayCalls.key(view(GatewayCalls.keyOf(id)));
                Suite.ofCode(key.suite())
                        .map(suite -> new EncryptionPublicKey(suite, key.publicKey()))
                        .ifPresent(known -> keys.add(new PlatformKey(known, key.activeFrom(), key.retiredAt())));
            }
            return keys;
        });
    }

    /** The newest key of a suite that is active by the chain's clock and not retired. */
    public Optional<EncryptionPublicKey> currentKey(Suite suite) {
        Instant now = identity.on(node::latest).at();
        return keys().stream()
                .filter(key -> key.key().suite() == suite && key.usableAt(now))
                .max(Comparator.comparing(PlatformKey::activeFrom))
                .map(PlatformKey::key);
    }

    /** Seals a payload to a key, for one wallet to send to this gateway. */
    public Bytes seal(Json payload, EncryptionPublicKey key, Address sender) {
        return new EnvelopeSealer(key).seal(payload, new Binding(gateway, sender));
    }

    public Gwei minimumFee() {
        return new Gwei(integer(GatewayCalls.MIN_FEE).longValueExact());
    }

    /** How long the platform has to settle a command that is submitted now. */
    public Duration window() {
        return identity.on(() -> GatewayCalls.seconds(view(GatewayCalls.WINDOW)));
    }

    public Address settler() {
        return identity.on(() -> GatewayCalls.address(view(GatewayCalls.SETTLER)));
    }

    /** The client that a wallet speaks for; empty where it never registered nor submitted. */
    public Optional<ClientId> clientOf(Address wallet) {
        int number = integer(GatewayCalls.clientOf(wallet)).intValueExact();
        return number == 0 ? Optional.empty() : Optional.of(new ClientId(number));
    }

    /** Refunds that could not be delivered to this wallet and wait to be withdrawn. */
    public Gwei creditOf(Address wallet) {
        return new Gwei(integer(GatewayCalls.creditOf(wallet)).longValueExact());
    }

    public Optional<Escrow> escrow(CommandId command) {
        return identity.on(() -> GatewayCalls.escrow(view(GatewayCalls.escrowOf(command))));
    }

    public BigInteger balanceWei(Address account) {
        return identity.on(() -> node.balance(account));
    }

    /** The gas and the fees of a call, or why the contract would refuse it now. */
    public Preview preview(Address from, GatewayCall call) {
        return identity.on(
                () -> transactions.preview(from, Optional.of(gateway.address()), call.data(), call.valueWei()));
    }

    public SignedTransaction sign(Wallet wallet, GatewayCall call, Preview.Possible preview) {
        return identity.on(
                () -> transactions.sign(wallet, Optional.of(gateway.address()), call.data(), call.valueWei(), preview));
    }

    public Broadcast send(SignedTransaction signed) {
        return identity.on(() -> transactions.send(signed));
    }

    public Receipt await(Hash transaction, Duration most) {
        return identity.on(() -> transactions.await(transaction, most));
    }

    /** Empty while the transaction is not mined. */
    public Optional<Receipt> receipt(Hash transaction) {
        return identity.on(() -> node.receipt(transaction));
    }

    /** The gateway's events in a receipt, decoded. */
    public List<ChainEvent> events(Receipt receipt) {
        Instant at = identity.on(() -> node.header(receipt.block().number()))
                .filter(header -> header.ref().equals(receipt.block()))
                .orElseThrow(() -> new Unavailable("the transaction's block is on the chain no more"))
                .at();
        return receipt.logs().stream()
                .filter(log -> log.address().equals(gateway.address()))
                .flatMap(log -> GatewayEvents.decode(log, at, false).stream())
                .toList();
    }

    private BigInteger integer(Bytes call) {
        return identity.on(() -> GatewayCalls.integer(view(call)));
    }

    private Bytes view(Bytes call) {
        return node.call(gateway.address(), call);
    }
}
