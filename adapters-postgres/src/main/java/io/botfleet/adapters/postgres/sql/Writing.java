package io.botfleet.adapters.postgres.sql;

import java.sql.SQLException;

/** What is written within one transaction. */
@FunctionalInterface
public interface Writing {
    void in(Session session) throws SQLException;
}
