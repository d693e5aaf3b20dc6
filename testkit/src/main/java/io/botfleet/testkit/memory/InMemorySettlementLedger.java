package io.botfleet.testkit.memory;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Escrow;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import io.botfleet.domain.submission.CommandId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Signs with a hash instead of a key; its Merkle root is the hash of all digests. */
public final class InMemorySettlementLedger implements SettlementLedger {
    private final World world;
    private final ConcurrentMap<Hash, Chain.Settle> signed = new ConcurrentHashMap<>();

    public InMemorySettlementLedger(World world) {
        this.world = world;
    }

    @Override
    public Account account() {
        return new Account(chain().nextNonce(), BigInteger.TEN.pow(18));
    }

    @Override
    public boolean maySettle() {
        return chain().takesVerdicts();
    }

    @Override
    public Fees fees() {
        chain();
        return new Fees(BigInteger.valueOf(2_000_000_000), BigInteger.valueOf(1_000_000_000));
    }

    @Override
    public Fees feeCap() {
        return new Fees(BigInteger.valueOf(30_000_000_000L), BigInteger.valueOf(30_000_000_000L));
    }

    @Override
    public Settlement sign(List<Entry> entries, long nonce, Fees fees, Instant now) {
        Hash root = CanonicalJson.sha256(
                Json.texts(entries.stream().map(entry -> entry.digest().hex()).toList()));
        return new Settlement(nonce, entries, root, List.of(signature(nonce, entries, root, fees)), now);
    }

    @Override
    public SignedTransaction signAgain(Settlement settlement, Fees fees) {
        return signature(settlement.nonce(), settlement.entries(), settlement.evidenceRoot(), fees);
    }

    private SignedTransaction signature(long nonce, List<Entry> entries, Hash root, Fees fees) {
        String content = nonce + " " + entries + " " + root + " " + fees;
        Hash hash = CanonicalJson.sha256(Json.of(content));
        SignedTransaction transaction = new SignedTransaction(hash, Bytes.ofUtf8(content), fees);
        signed.put(hash, new Chain.Settle(hash, nonce, entries, root, transaction));
        return transaction;
    }

    @Override
    public Broadcast send(SignedTransaction transaction) {
        Chain chain = chain();
        synchronized (chain) {
            Chain.Settle settle = signed.get(transaction.hash());
            if (settle == null) {
                return new Broadcast.Refused("not signed here");
            }
            if (settle.nonce() < chain.nextNonce()) {
                return new Broadcast.NonceUsed();
            }
            chain.send(settle);
            return new Broadcast.Accepted();
        }
    }

    @Override
    public Broadcast fill(long nonce, Fees fees) {
        return send(signature(nonce, List.of(), CanonicalJson.sha256(Json.of("nothing")), fees));
    }

    @Override
    public Inclusion lookUp(SignedTransaction transaction) {
        return new InMemoryCommandLog(world).inclusion(transaction.hash());
    }

    @Override
    public Optional<Escrow> escrow(CommandId command) {
        return chain().escrow(command);
    }

    @Override
    public List<Hash> proof(Settlement settlement, CommandId command) {
        return settlement.entries().stream()
                .filter(entry -> !entry.command().equals(command))
                .map(Entry::digest)
                .toList();
    }

    private Chain chain() {
        world.require(World.Part.CHAIN);
        return world.chain();
    }
}
