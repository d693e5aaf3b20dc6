package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import org.junit.jupiter.api.Test;

/** What every {@link Tenants} keeps to. */
public abstract class TenantsContract {
    protected static final ClientId A = new ClientId(1);
    protected static final ClientId B = new ClientId(2);

    protected abstract Tenants tenants();

    /** Handles on a database that is down. */
    protected abstract Tenants down();

    @Test
    void makesSureOfATenantAsOftenAsAsked() {
        tenants().ensure(A, Secret.of("one"));
        tenants().ensure(A, Secret.of("one"));

        assertThatCode(() -> tenants().ensure(A, Secret.of("two"))).doesNotThrowAnyException();
    }

    @Test
    void namesRolePasswordAndSchemaInTheUrl() {
        String live = tenants().databaseUrl(A, false, Secret.of("abc123")).reveal();
        String dry = tenants().databaseUrl(A, true, Secret.of("abc123")).reveal();

        assertThat(live)
                .matches("postgresql\\+psycopg://bot_cliente_001:abc123@[^/@]+:\\d+/[a-z_]+"
                        + "\\?options=-csearch_path%3Dcliente_001");
        assertThat(dry).isEqualTo(live + "_dry");
    }

    @Test
    void encodesWhatAUrlCantHold() {
        assertThat(tenants().databaseUrl(A, false, Secret.of("p@:/%?#é")).reveal())
                .contains(":p%40%3A%2F%25%3F%23%C3%A9@");
    }

    @Test
    void isUnavailableWhileTheDatabaseIsDown() {
        assertThatThrownBy(() -> down().ensure(A, Secret.of("one"))).isInstanceOf(Unavailable.class);
        assertThatCode(() -> down().databaseUrl(A, false, Secret.of("one"))).doesNotThrowAnyException();
    }
}
