package io.botfleet.bootstrap.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.bootstrap.local.TenantState;
import io.botfleet.domain.client.ClientId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantCheckTest {
    private static final ClientId ANN = new ClientId(1);
    private static final Set<String> SCHEMAS = Set.of("cliente_001", "cliente_001_dry");
    private static final TenantState WHOLE =
            new TenantState(true, SCHEMAS, Map.of("cliente_001_dry.trades", 3L, "cliente_001_dry.orders", 1L));

    private final TenantCheck check = new TenantCheck();

    @Test
    void findsNothingWrongWithTablesThatGrow() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        true,
                        new TenantState(
                                true, SCHEMAS, Map.of("cliente_001_dry.trades", 4L, "cliente_001_dry.orders", 1L))))
                .isEmpty();
    }

    @Test
    void asksNothingOfAClientWhoNeverHadABot() {
        assertThat(check.look(ANN, false, new TenantState(false, Set.of(), Map.of())))
                .isEmpty();
    }

    @Test
    void missesTheTracesOfABot() {
        assertThat(check.look(ANN, true, new TenantState(true, SCHEMAS, Map.of("cliente_001_dry.trades", 0L))))
                .singleElement()
                .asString()
                .startsWith("cliente-001 had a bot");
    }

    @Test
    void missesARow() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        true,
                        new TenantState(
                                true, SCHEMAS, Map.of("cliente_001_dry.trades", 2L, "cliente_001_dry.orders", 1L))))
                .containsExactly("the table cliente_001_dry.trades has 2 rows of 3");
    }

    @Test
    void missesATableASchemaAndARole() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        false,
                        new TenantState(false, Set.of("cliente_001"), Map.of("cliente_001_dry.trades", 3L))))
                .containsExactly(
                        "the role of cliente-001 is gone",
                        "the schema cliente_001_dry is gone",
                        "the table cliente_001_dry.orders has 0 rows of 1");
    }
}
