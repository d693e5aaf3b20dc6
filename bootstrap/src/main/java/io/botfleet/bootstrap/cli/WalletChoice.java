package io.botfleet.bootstrap.cli;

import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.bootstrap.client.RunningPlatform;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The wallet that signs and pays. Its key comes from a file or the environment, and never from an argument. */
final class WalletChoice {
    static final String VARIABLE = "BOTFLEET_KEY";

    @CommandLine.Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "a file with the wallet's private key, which only you may read; the environment variable "
                    + VARIABLE + " when missing")
    private @Nullable Path keyFile;

    @CommandLine.Option(
            names = "--wallet",
            paramLabel = "NAME",
            description = "a development wallet of the local platform, like ann; worthless anywhere else")
    private @Nullable String name;

    Wallet read(Target target) throws IOException {
        return read(target, System.getenv()::get);
    }

    Wallet read(Target target, Function<String, @Nullable String> environment) throws IOException {
        if (keyFile != null && name != null) {
            throw Ended.usage("--key-file and --wallet exclude each other");
        }
        if (keyFile != null) {
            return wallet("--key-file", SecretFile.read("--key-file", keyFile));
        }
        if (name != null) {
            return wallet("--wallet", development(target, name));
        }
        @Nullable String key = environment.apply(VARIABLE);
        if (key == null || key.isBlank()) {
            throw Ended.usage("no wallet: give --key-file FILE, set " + VARIABLE + ", or name a development wallet with"
                    + " --wallet NAME");
        }
        return wallet(VARIABLE, Secret.of(key));
    }

    private static Secret development(Target target, String name) throws IOException {
        RunningPlatform platform = target.platform()
                .orElseThrow(
                        () -> Ended.unavailable("--wallet: " + target.data().resolve("platform.json")
                                + " is missing; development wallets are those of a local platform"));
        return Optional.ofNullable(platform.wallets().get(name))
                .orElseThrow(() -> Ended.usage("--wallet: there is no development wallet of that name; there are "
                        + String.join(
                                ", ",
                                platform.wallets().keySet().stream().sorted().toList())));
    }

    private static Wallet wallet(String where, Secret key) {
        try {
            return Wallet.ofPrivateKey(key.reveal());
        } catch (IllegalArgumentException wrong) {
            throw Ended.usage(where + ": " + wrong.getMessage());
        }
    }
}
