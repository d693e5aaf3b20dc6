package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.tenant.Purpose;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.domain.client.ClientId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link TenantSecrets} keeps to. */
public abstract class TenantSecretsContract {
    /** Each call gives new handles on the same master key. */
    protected abstract TenantSecrets secrets();

    @Test
    void givesTheSameSecretEveryTime() {
        assertThat(secrets().derive(new ClientId(1), Purpose.DATABASE_PASSWORD, 1))
                .isEqualTo(secrets().derive(new ClientId(1), Purpose.DATABASE_PASSWORD, 1));
    }

    @Test
    void givesEachClientPurposeAndGenerationItsOwn() {
        Set<String> all = new HashSet<>();
        for (int client = 1; client <= 12; client++) {
            for (Purpose purpose : Purpose.values()) {
                for (int generation = 0; generation <= 12; generation++) {
                    all.add(secrets()
                            .derive(new ClientId(client), purpose, generation)
                            .reveal());
                }
            }
        }

        assertThat(all).hasSize(12 * Purpose.values().length * 13);
    }

    @Test
    void writesThirtyTwoLettersAndDigitsAtTheLeast() {
        for (int client = 1; client <= 200; client++) {
            assertThat(secrets()
                            .derive(new ClientId(client), Purpose.JWT_SECRET, 1)
                            .reveal())
                    .matches("[A-Za-z0-9]{32,}");
        }
    }
}
