package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.postgres.sql.SqlFailures;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailuresTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "53100", "53300", "57014", "57P01", "57P02", "57P03", "58030", "25006", "40001",
                "40P01", "55P03"
            })
    void waitsForWhatPasses(String state) {
        assertThat(SqlFailures.translate("testing", new SQLException("no", state)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "3D000", "42501", "42P01", "22003", "23502", "57P04", "XX000"})
    void leavesToPeopleWhatDoesNotPass(String state) {
        assertThat(SqlFailures.translate("testing", new SQLException("no", state)))
                .isInstanceOf(Permanent.class);
    }

    @Test
    void callsARowThatCameFirstAConflict() {
        assertThat(SqlFailures.translate("testing", new SQLException("no", "23505")))
                .isInstanceOf(Conflict.class);
    }

    @Test
    void looksForTheStateBehindThePoolsOwnException() {
        SQLException pools = new SQLTransientConnectionException("timed out");
        assertThat(SqlFailures.translate("testing", pools)).isInstanceOf(Unavailable.class);
        pools.initCause(new SQLException("wrong password", "28P01"));

        assertThat(SqlFailures.translate("testing", pools)).isInstanceOf(Permanent.class);
    }
}
