package io.botfleet.adapters.blockchain.gateway;

import io.botfleet.adapters.blockchain.keccak.Keccak;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.chain.Hash;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that the node serves the chain and the gateway that were seen first: before the first call, and again after
 * every failure, since another node may answer then. A wrong or reset node must not pass for a reorganisation.
 */
public final class GatewayIdentity {
    private record Seen(Hash genesis, Hash code) {}

    private final EvmNode node;
    private final Gateway gateway;
    private final AtomicReference<@Nullable Seen> first = new AtomicReference<>();
    private volatile boolean verified;

    public GatewayIdentity(EvmNode node, Gateway gateway) {
        this.node = node;
        this.gateway = gateway;
    }

    /** Runs a call on a node that is known to be the right one. */
    public <T> T on(Supplier<T> call) {
        if (!verified) {
            verify();
        }
        try {
            return call.get();
        } catch (Unavailable failed) {
            verified = false;
            throw failed;
        }
    }

    /** Throws {@link Permanent} where the node serves another chain, or another contract or none at the address. */
    public void verify() {
        long chainId = node.chainId();
        if (chainId != gateway.chainId()) {
            throw new Permanent("the node serves chain " + chainId + ", not " + gateway.chainId());
        }
        Hash genesis = node.header(0)
                .orElseThrow(() -> new Unavailable("the node does not have the first block"))
                .hash();
        Bytes code = node.code(gateway.address());
        if (code.size() == 0) {
            throw new Permanent("there is no contract at " + gateway.address() + " on chain " + chainId);
        }
        Seen now = new Seen(genesis, Hash.of(Keccak.of(code.toArray())));
        first.compareAndSet(null, now);
        Seen before = first.get();
        if (before != null && !before.genesis().equals(genesis)) {
            throw new Permanent("the node serves a chain that begins with block " + genesis + ", not "
                    + before.genesis() + " as before");
        }
        if (before != null && !before.code().equals(now.code())) {
            throw new Permanent("the contract at " + gateway.address() + " has another code than before");
        }
        verified = true;
    }
}
