package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.bootstrap.platform.SecretFiles;
import io.botfleet.domain.chain.Address;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Whether the node serves the gateway's chain, and the gateway takes the keys that the platform has. */
final class ChainCheck implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final PlatformSettings settings;
    private final JsonRpc rpc;
    private final EvmNode node;
    private final GatewayClient gateway;

    ChainCheck(PlatformSettings settings) {
        this.settings = settings;
        this.rpc = new JsonRpc(URI.create(settings.rpcUrl().reveal()), TIMEOUT);
        this.node = new EvmNode(rpc);
        this.gateway = new GatewayClient(node, settings.gateway(), settings.feeCapWei());
    }

    /** Throws {@link Unavailable} while the node is away or behind, and {@link Permanent} where it is another chain's. */
    void check() {
        requireChain();
        requireStartBlock();
        requireSettler();
        requireEncryptionKeys();
    }

    private void requireChain() {
        long served = node.chainId();
        if (served != settings.gateway().chainId()) {
            throw new Permanent("the node serves chain " + served + ", not "
                    + settings.gateway().chainId());
        }
    }

    /** A node that is still catching up has no contract there, and will have one. */
    private void requireStartBlock() {
        long latest = node.latest().number();
        if (latest < settings.startBlock()) {
            throw new Unavailable(
                    "the node is at block " + latest + ", and the gateway begins at " + settings.startBlock());
        }
    }

    private void requireSettler() {
        Address ours = Wallet.ofPrivateKey(
                        SecretFiles.read(settings.settlerKey()).reveal())
                .address();
        Address settler = gateway.settler();
        if (!settler.equals(ours)) {
            throw new Permanent("the key in " + settings.settlerKey() + " is " + ours
                    + "'s, and the gateway's settler is " + settler);
        }
    }

    /** What a client seals to a key that is published and not here can never be opened. */
    private void requireEncryptionKeys() {
        EncryptionKeys ours =
                EncryptionKeys.parse(SecretFiles.read(settings.encryptionKeys()).reveal());
        List<String> missing = gateway.keys().stream()
                .filter(key -> key.retiredAt().isEmpty())
                .map(key -> key.key())
                .filter(key -> ours.find(key.id()).isEmpty())
                .map(EncryptionPublicKey::id)
                .map(Object::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw new Permanent("the gateway publishes encryption keys that " + settings.encryptionKeys() + " lacks: "
                    + String.join(", ", missing));
        }
    }

    @Override
    public void close() {
        rpc.close();
    }
}
