package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.local.chain.DevelopmentWallet;
import io.botfleet.domain.secret.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clients' development wallets: funded on the development chain, and worth nothing anywhere else. */
public record LocalWallets(Map<String, DevelopmentWallet> byName) {
    /** The names that every local platform has. */
    public static final List<String> NAMES = List.of("ann", "bob", "carol", "dan", "eve", "frank", "grace", "heidi");

    /** Who deploys and owns the gateway, and who settles: funded like the clients, and never a client. */
    static final String OWNER = "owner";

    static final String SETTLER = "settler";

    /** Every wallet that the chain funds at its beginning. */
    static List<String> funded() {
        List<String> all = new ArrayList<>(NAMES);
        all.add(OWNER);
        all.add(SETTLER);
        return all;
    }

    public LocalWallets {
        byName = Map.copyOf(byName);
    }

    static LocalWallets of(DataDirectory directory) {
        Map<String, DevelopmentWallet> wallets = new LinkedHashMap<>();
        DevelopmentWallet.in(directory.root(), funded(), new SecureRandom())
                .forEach(wallet -> wallets.put(wallet.name(), wallet));
        return new LocalWallets(wallets);
    }

    Secret key(String name) {
        DevelopmentWallet wallet = byName.get(name);
        if (wallet == null) {
            throw new IllegalArgumentException("no development wallet is called " + name);
        }
        return wallet.privateKey();
    }

    public Wallet get(String name) {
        return Wallet.ofPrivateKey(key(name).reveal());
    }
}
