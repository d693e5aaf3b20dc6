package io.botfleet.domain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {
    @ParameterizedTest
    @CsvSource({
        "1, cliente-001, cliente_001, cliente_001_dry, bot_cliente_001",
        "42, cliente-042, cliente_042, cliente_042_dry, bot_cliente_042",
        "1000, cliente-1000, cliente_1000, cliente_1000_dry, bot_cliente_1000",
        "999999999, cliente-999999999, cliente_999999999, cliente_999999999_dry, bot_cliente_999999999"
    })
    void namesEverythingThatIsTheClients(int number, String id, String schema, String dryRunSchema, String role) {
        ClientId client = new ClientId(number);

        assertThat(client).hasToString(id);
        assertThat(client.value()).isEqualTo(id);
        assertThat(client.schema()).isEqualTo(schema);
        assertThat(client.schemaFor(false)).isEqualTo(schema);
        assertThat(client.schemaFor(true)).isEqualTo(dryRunSchema);
        assertThat(client.role()).isEqualTo(role);
        assertThat(ClientId.parse(id)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "cliente-1",
                "cliente-0001",
                "cliente-000",
                "cliente-1000000000",
                "CLIENTE-001",
                "cliente_001",
                "cliente-001 ",
                "cliente-001\n",
                "cliente--01",
                "cliente-٠٠١"
            })
    void hasOneSpellingOnly(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ClientId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_000_000, Integer.MIN_VALUE})
    void isNumberedFromOne(int number) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientId(number));
    }

    @Test
    void isOrderedByNumber() {
        assertThat(new ClientId(999)).isLessThan(new ClientId(1000));
    }
}
