package io.botfleet.adapters.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Runs transactions (READ COMMITTED) and translates what goes wrong, by SQLSTATE, into
 * {@link io.botfleet.application.failure.PortFailure}.
 */
public final class Database {
    private final DataSource connections;

    public Database(DataSource connections) {
        this.connections = connections;
    }

    /**
     * One transaction: committed when the work returns, rolled back when it throws. After a failure while committing
     * nobody knows whether it took effect, which is what {@code Unavailable} says.
     *
     * @param doing what is being done, for the message of a failure
     */
    public <T> T transaction(String doing, Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(new Session(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException problem) {
                rollBack(connection, problem);
                throw problem;
            }
        } catch (SQLException problem) {
            throw SqlFailures.translate(doing, problem);
        }
    }

    /** The same for work that has no result. */
    public void write(String doing, Writing work) {
        transaction(doing, session -> {
            work.in(session);
            return true;
        });
    }

    private static void rollBack(Connection connection, Exception problem) {
        try {
            connection.rollback();
        } catch (SQLException alsoBroken) {
            problem.addSuppressed(alsoBroken);
        }
    }
}
