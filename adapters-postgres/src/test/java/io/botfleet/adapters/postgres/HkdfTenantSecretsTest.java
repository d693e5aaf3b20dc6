package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.postgres.tenant.HkdfTenantSecrets;
import io.botfleet.adapters.postgres.tenant.MasterKey;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.domain.client.ClientId;
import io.botfleet.testkit.contract.TenantSecretsContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HkdfTenantSecretsTest extends TenantSecretsContract {
    private static final MasterKey KEY = MasterKey.of(HexFormat.of().parseHex("0f".repeat(32)));

    @TempDir
    Path directory;

    @Override
    protected TenantSecrets secrets() {
        return new HkdfTenantSecrets(KEY);
    }

    /** Recomputed outside Java: HMAC by RFC 2104, HKDF by RFC 5869 §2, in Python's hmac. */
    @Test
    void derivesWhatEveryOtherHkdfDerives() {
        assertThat(secrets().derive(new ClientId(7), Purpose.API_PASSWORD, 3).reveal())
                .isEqualTo("Al0YiPgYPHclYZr5YBPZx9g1Rfo07gylxFnAWjzu");
    }

    @Test
    void usesEveryLetterAndDigitAboutAsOften() {
        int[] counts = new int[128];
        for (int client = 1; client <= 2_000; client++) {
            for (char each : secrets()
                    .derive(new ClientId(client), Purpose.JWT_SECRET, 1)
                    .reveal()
                    .toCharArray()) {
                counts[each]++;
            }
        }
        double expected = 2_000 * 40 / 62.0;
        double chiSquare = 0;
        for (char each = '0'; each <= 'z'; each++) {
            if (Character.isLetterOrDigit(each)) {
                chiSquare += (counts[each] - expected) * (counts[each] - expected) / expected;
            }
        }

        // 61 degrees of freedom: 0.1 % of fair ones lie above 100.9; taking bytes modulo 62 gives about 1,000.
        assertThat(chiSquare).isLessThan(100.9);
    }

    @Test
    void dependsOnTheMasterKey() {
        TenantSecrets others = new HkdfTenantSecrets(MasterKey.of(new byte[32]));

        assertThat(others.derive(new ClientId(1), Purpose.JWT_SECRET, 1))
                .isNotEqualTo(secrets().derive(new ClientId(1), Purpose.JWT_SECRET, 1));
    }

    @Test
    void makesAKeyFileOnceAndKeepsIt() throws Exception {
        Path file = directory.resolve("master.key");

        MasterKey made = MasterKey.readOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isEqualTo(32);
        assertThat(directory).isDirectoryNotContaining("glob:**.master-key-*");
        assertThat(derived(MasterKey.readOrCreate(file))).isEqualTo(derived(made));
        assertThat(derived(MasterKey.read(file))).isEqualTo(derived(made));
        assertThat(made).hasToString("MasterKey[redacted]");
    }

    @Test
    void refusesAKeyThatIsMissingShortOrReadableByOthers() throws Exception {
        Path file = directory.resolve("master.key");
        assertThatThrownBy(() -> MasterKey.read(file)).isInstanceOf(Permanent.class);

        Files.write(file, new byte[32]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.read(file))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("chmod 600");

        Files.write(file, new byte[31]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> MasterKey.readOrCreate(file)).isInstanceOf(Permanent.class);
    }

    private static String derived(MasterKey key) {
        return new HkdfTenantSecrets(key)
                .derive(new ClientId(1), Purpose.JWT_SECRET, 1)
                .reveal();
    }
}
