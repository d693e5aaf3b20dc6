package io.botfleet.bootstrap.local;

import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.local.process.PrivateFiles;
import io.botfleet.adapters.postgres.tenant.MasterKey;
import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/** The secrets of a local platform: made once for each data directory, and files for this user only. */
final class LocalSecrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    LocalSecrets(DataDirectory directory) {
        this.folder = directory.secrets();
    }

    Path databaseAdministrator() {
        return made("postgres-administrator", () -> random(24));
    }

    Path databasePlatform() {
        return made("postgres-botfleet", () -> random(24));
    }

    Path masterKey() {
        Path file = folder.resolve("master-key");
        MasterKey.readOrCreate(file);
        return file;
    }

    Path encryptionKeys() {
        return made("encryption-keys", () -> EncryptionKeys.generate(RANDOM).format());
    }

    /** The contract's settler, one of the chain's funded wallets. */
    Path settler(Secret privateKey) {
        return made("settler-key", privateKey::reveal);
    }

    static Secret read(Path file) {
        return io.botfleet.bootstrap.platform.SecretFiles.read(file);
    }

    private Path made(String name, Supplier<String> content) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            PrivateFiles.write(file, (content.get() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
