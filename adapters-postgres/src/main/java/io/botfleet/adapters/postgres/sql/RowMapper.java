package io.botfleet.adapters.postgres.sql;

import java.sql.SQLException;

/** Makes a value of one row. */
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row) throws SQLException;
}
