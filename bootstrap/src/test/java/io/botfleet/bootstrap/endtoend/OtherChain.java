package io.botfleet.bootstrap.endtoend;

import io.botfleet.adapters.blockchain.client.GatewayDeployer;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.gateway.GatewaySettings;
import io.botfleet.adapters.blockchain.node.EvmNode;
import io.botfleet.adapters.blockchain.node.JsonRpc;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.local.chain.AnvilBinary;
import io.botfleet.adapters.local.chain.ChainConfig;
import io.botfleet.adapters.local.chain.DevelopmentChain;
import io.botfleet.adapters.local.chain.DevelopmentWallet;
import io.botfleet.adapters.local.process.Ports;
import io.botfleet.domain.chain.Gwei;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A chain that looks like a platform's own, with its wallets and its contract, and has another history. */
record OtherChain(DevelopmentChain chain, String rpcUrl, String gateway) implements AutoCloseable {
    private static final BigInteger FEE_CAP_WEI = BigInteger.valueOf(500_000_000_000L);

    static OtherChain like(RealPlatform platform, Path folder) throws IOException {
        SecureRandom random = new SecureRandom();
        String keys = "chain/development-wallets.json";
        Files.createDirectories(folder.resolve("chain"));
        Files.copy(platform.data().resolve(keys), folder.resolve(keys));
        Map<String, DevelopmentWallet> wallets = DevelopmentWallet.in(folder, List.of(), random).stream()
                .collect(Collectors.toMap(DevelopmentWallet::name, Function.identity()));
        int port = new Ports(folder.resolve("ports"), random).choose("chain");
        String url = "http://127.0.0.1:" + port;
        DevelopmentChain chain = DevelopmentChain.start(
                ChainConfig.of(
                        folder,
                        port,
                        AnvilBinary.in(Installed.home().resolve("adapters-blockchain/contracts/node_modules")),
                        List.copyOf(wallets.keySet())),
                Clock.systemUTC());
        try (JsonRpc rpc = new JsonRpc(URI.create(url), Duration.ofSeconds(10))) {
            Wallet owner = wallet(wallets, "owner");
            GatewaySettings settings = new GatewaySettings(
                    owner.address(),
                    wallet(wallets, "settler").address(),
                    new Gwei(1_000_000),
                    Duration.ofMinutes(10),
                    Optional.empty(),
                    EncryptionKeys.generate(random).publicKeys());
            GatewayDeployer.Deployed deployed =
                    new GatewayDeployer(new EvmNode(rpc), FEE_CAP_WEI).deploy(owner, settings, RealPlatform.PATIENCE);
            return new OtherChain(chain, url, deployed.gateway().address().toString());
        } catch (RuntimeException failed) {
            chain.close();
            throw failed;
        }
    }

    private static Wallet wallet(Map<String, DevelopmentWallet> wallets, String name) {
        DevelopmentWallet found = wallets.get(name);
        if (found == null) {
            throw new IllegalStateException("there is no wallet " + name + " among " + wallets.keySet());
        }
        return Wallet.ofPrivateKey(found.privateKey().reveal());
    }

    @Override
    public void close() {
        chain.close();
    }
}
