package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.wallet.Wallet;
import io.botfleet.adapters.git.GitAccess;
import io.botfleet.adapters.postgres.tenant.MasterKey;
import io.botfleet.application.failure.Permanent;
import io.botfleet.bootstrap.platform.SecretFiles;
import io.botfleet.domain.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The part {@code secretFiles}: paths of files, each of which is read once to see that it holds what it is to hold. */
final class SecretFields {
    private final Fields fields;

    SecretFields(Fields fields) {
        this.fields = fields;
    }

    Optional<Path> databasePassword() {
        return checked("database-password", _ -> {});
    }

    Optional<Path> settlerKey() {
        return checked("settler-key", secret -> Wallet.ofPrivateKey(secret.reveal()));
    }

    Optional<Path> encryptionKeys() {
        return checked("encryption-keys", secret -> EncryptionKeys.parse(secret.reveal()));
    }

    /** 32 bytes as they are: the one file that is no text. */
    Optional<Path> masterKey() {
        return path("master-key").filter(file -> isReadable("master-key", () -> MasterKey.read(file)));
    }

    Optional<Secret> rpcUrl() {
        return secret("rpc-url").filter(secret -> fits("rpc-url", () -> requireUrl(secret)));
    }

    /** Nothing of it is repeated: its path may be a provider's key. */
    private static void requireUrl(Secret secret) {
        try {
            URI url = new URI(secret.reveal());
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return;
            }
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("it holds no URL");
        }
        throw new IllegalArgumentException("it holds no http: or https: URL");
    }

    Optional<GitAccess> gitSsh() {
        Optional<Path> key = checked("git-ssh-key", SecretFields::requirePrivateKey);
        Optional<Path> hosts = path("git-known-hosts").filter(this::isHosts);
        return key.flatMap(file -> hosts.map(known -> new GitAccess.SshKey(file, known)));
    }

    private static void requirePrivateKey(Secret secret) {
        if (!secret.reveal().startsWith("-----BEGIN ")) {
            throw new IllegalArgumentException("it holds no private key in PEM form");
        }
    }

    /** It is no secret, so that others may read it; who could write it could send the platform elsewhere. */
    private boolean isHosts(Path file) {
        boolean there = Files.isReadable(file) && Files.isRegularFile(file);
        if (!there) {
            fields.problems().add(fields.pathOf("git-known-hosts"), file + " can't be read");
        }
        return there;
    }

    Optional<GitAccess> gitToken() {
        Optional<Secret> user = secret("git-user");
        Optional<Secret> token = secret("git-token");
        return user.flatMap(name -> token.map(value -> new GitAccess.Login(name.reveal(), value)));
    }

    void end() {
        fields.end();
    }

    private Optional<Path> checked(String name, Consumer<Secret> check) {
        return path(name)
                .filter(file -> isReadable(name, () -> fits(name, () -> check.accept(SecretFiles.read(file)))));
    }

    private Optional<Secret> secret(String name) {
        return path(name).flatMap(file -> {
            try {
                return Optional.of(SecretFiles.read(file));
            } catch (Permanent unreadable) {
                fields.problems().add(fields.pathOf(name), unreadable.what());
                return Optional.empty();
            }
        });
    }

    private boolean fits(String name, Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException wrong) {
            fields.problems().add(fields.pathOf(name), String.valueOf(wrong.getMessage()));
            return false;
        }
    }

    private boolean isReadable(String name, Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (Permanent unreadable) {
            fields.problems().add(fields.pathOf(name), unreadable.what());
            return false;
        }
    }

    private Optional<Path> path(String name) {
        return fields.absolutePath(name, "a file");
    }
}
