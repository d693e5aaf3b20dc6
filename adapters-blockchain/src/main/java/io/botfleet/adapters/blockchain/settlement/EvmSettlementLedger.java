package io.botfleet.adapters.blockchain.settlement;

import io.botfleet.adapters.blockchain.evidence.EvidenceLeaf;
import io.botfleet.adapters.blockchain.evidence.EvidenceTree;
import io.botfleet.adapters.blockchain.gateway.GatewayCalls;
import io.botfleet.adapters.blockchain.gateway.GatewayIdentity;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.FeeMarket;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Settles on an EVM chain with a key that is held here. */
public final class EvmSettlementLedger implements SettlementLedger {
    private final EvmNode node;
    private final Gateway gateway;
    private final Wallet settler;
    private final FeeMarket market;
    private final GatewayIdentity identity;

    /** @param feeCapWei the most to offer for a gas in a first attempt */
    public EvmSettlementLedger(EvmNode node, Gateway gateway, Wallet settler, BigInteger feeCapWei) {
        this.node = node;
        this.gateway = gateway;
        this.settler = settler;
        this.market = new FeeMarket(node, feeCapWei);
        this.identity = new GatewayIdentity(node, gateway);
    }

    @Override
    public Account account() {
        return identity.on(() -> new Account(node.nonce(settler.address()), node.balance(settler.address())));
    }

    @Override
    public boolean maySettle() {
        return identity.on(() -> GatewayCalls.address(node.call(gateway.address(), GatewayCalls.SETTLER)))
                .equals(settler.address());
    }

    @Override
    public Fees fees() {
        return identity.on(market::now);
    }

    @Override
    public Fees feeCap() {
        return market.most();
    }

    @Override
    public Settlement sign(List<Entry> entries, long nonce, Fees fees, Instant now) {
        Hash root = tree(entries).root();
        return new Settlement(nonce, entries, root, List.of(signed(entries, root, nonce, fees)), now);
    }

    @Override
    public SignedTransaction signAgain(Settlement settlement, Fees fees) {
        return signed(settlement.entries(), settlement.evidenceRoot(), settlement.nonce(), fees);
    }

    private SignedTransaction signed(List<Entry> entries, Hash root, long nonce, Fees fees) {
        Bytes data = entries.size() == 1
                ? GatewayCalls.settleOne(entries.getFirst(), root)
                : GatewayCalls.settle(entries, root);
        return settler.sign(new Wallet.Unsigned(
                gateway.chainId(),
                nonce,
                Optional.of(gateway.address()),
                BigInteger.ZERO,
                data,
                GasLimit.of(entries),
                fees));
    }

    @Override
    public Broadcast send(SignedTransaction signed) {
        return identity.on(() -> node.send(signed.raw()));
    }

    @Override
    public Broadcast fill(long nonce, Fees fees) {
        SignedTransaction nothing = settler.sign(new Wallet.Unsigned(
                gateway.chainId(),
                nonce,
                Optional.of(settler.address()),
                BigInteger.ZERO,
                Bytes.EMPTY,
                GasLimit.OF_A_TRANSFER,
                fees));
        return send(nothing);
    }

    @Override
    public Inclusion lookUp(SignedTransaction signed) {
        return identity.on(() -> node.inclusion(signed.hash()));
    }

    @Override
    public Optional<Escrow> escrow(CommandId command) {
        return identity.on(() -> GatewayCalls.escrow(node.call(gateway.address(), GatewayCalls.escrowOf(command))));
    }

    @Override
    public List<Hash> proof(Settlement settlement, CommandId command) {
        List<Entry> entries = settlement.entries();
        for (int place = 0; place < entries.size(); place++) {
            if (entries.get(place).command().equals(command)) {
                return tree(entries).proof(place);
            }
        }
        throw new IllegalArgumentException("that settlement has no verdict on command " + command);
    }

    private EvidenceTree tree(List<Entry> entries) {
        return new EvidenceTree(
                entries.stream().map(entry -> EvidenceLeaf.of(gateway, entry)).toList());
    }
}
