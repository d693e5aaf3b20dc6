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
    private static final Map<String, String> FIRST = Map.of("cliente_001_dry", "2026-01-02 03:04:05");
    private static final TenantState WHOLE =
            new TenantState(true, SCHEMAS, Map.of("cliente_001_dry.trades", 3L, "cliente_001_dry.orders", 1L), FIRST);

    private final TenantCheck check = new TenantCheck();

    @Test
    void findsNothingWrongWithTablesThatGrow() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        true,
                        new TenantState(
                                true,
                                SCHEMAS,
                                Map.of("cliente_001_dry.trades", 4L, "cliente_001_dry.orders", 1L),
                                FIRST)))
                .isEmpty();
    }

    @Test
    void asksNothingOfAClientWhoNeverHadABot() {
        assertThat(check.look(ANN, false, new TenantState(false, Set.of(), Map.of(), Map.of())))
                .isEmpty();
    }

    @Test
    void missesTheTracesOfABot() {
        assertThat(check.look(ANN, true, new TenantState(true, SCHEMAS, Map.of("cliente_001_dry.trades", 0L), FIRST)))
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
                                true,
                                SCHEMAS,
                                Map.of("cliente_001_dry.trades", 2L, "cliente_001_dry.orders", 1L),
                                FIRST)))
                .containsExactly("the table cliente_001_dry.trades has 2 rows of 3");
    }

    @Test
    void missesARowThatWasWrittenAgain() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        true,
                        new TenantState(true, SCHEMAS, WHOLE.rows(), Map.of("cliente_001_dry", "2026-01-02 09:00:00"))))
                .containsExactly(
                        "cliente_001_dry first saw a bot at 2026-01-02 03:04:05, and now says 2026-01-02 09:00:00");
    }

    @Test
    void missesATableASchemaAndARole() {
        check.look(ANN, true, WHOLE);

        assertThat(check.look(
                        ANN,
                        false,
                        new TenantState(false, Set.of("cliente_001"), Map.of("cliente_001_dry.trades", 3L), FIRST)))
                .containsExactly(
                        "the role of cliente-001 is gone",
                        "the schema cliente_001_dry is gone",
                        "the table cliente_001_dry.orders has 0 rows of 1");
    }
}
