package io.botfleet.adapters.postgres.sql;

import io.botfleet.application.failure.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * Runs transactions (READ COMMITTED) and translates what goes wrong, by SQLSTATE, into
 * {@link io.botfleet.application.failure.PortFailure}.
 */
public final class Database {
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    private final DataSource connections;
    private final Semaphore places;

    public Database(DataSource connections) {
        this(connections, Integer.MAX_VALUE);
    }

    /** @param mostAtOnce how many transactions may be under way or wait for a connection; one more is {@link Unavailable} at once */
    public Database(DataSource connections, int mostAtOnce) {
        this.connections = connections;
        this.places = new Semaphore(mostAtOnce);
    }

    /**
     * One transaction: committed when the work returns, rolled back when it throws. After a failure while committing
     * nobody knows whether it took effect, which is what {@code Unavailable} says.
     *
     * @param doing what is being done, for the message of a failure
     */
    public <T> T transaction(String doing, Work<T> work) {
        if (!places.tryAcquire()) {
            throw new Unavailable(doing + " would have to wait behind too many others", COME_AGAIN);
        }
        try {
            return carriedOut(doing, work);
        } finally {
            places.release();
        }
    }

    private <T> T carriedOut(String doing, Work<T> work) {
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
