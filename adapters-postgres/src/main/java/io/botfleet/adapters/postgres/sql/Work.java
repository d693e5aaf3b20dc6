package io.botfleet.adapters.postgres.sql;

import java.sql.SQLException;

/** What is done within one transaction. */
@FunctionalInterface
public interface Work<T> {
    T in(Session session) throws SQLException;
}
