package io.botfleet.adapters.postgres;

import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.sql.Database;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * One connection that counts, by the server's own statistics, the rows and entries of indexes that each transaction reads:
 * what a question costs, by whatever plan.
 */
final class CountedReads implements AutoCloseable {
    /** What earlier transactions read is kept for a second, and counted with this one's, unless it is handed over. */
    private static final String READ = """
        SELECT sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid))
        FROM pg_class, pg_stat_force_next_flush() WHERE relnamespace = 'botfleet'::regnamespace AND relkind IN ('r', 'i')
        """;

    private final Connection connection;
    private long most;

    CountedReads(String database) {
        try {
            connection = DriverManager.getConnection(
                    TestServer.place(database).jdbcUrl(),
                    DatabaseBootstrap.PLATFORM,
                    TestServer.PLATFORM_PASSWORD.reveal());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A database all of whose transactions are counted. */
    Database database() {
        return new Database(proxy(DataSource.class, (_, method, _) -> {
            if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return proxy(Connection.class, (_, call, arguments) -> forward(call, arguments));
        }));
    }

    private Object forward(Method call, Object[] arguments) throws Throwable {
        switch (call.getName()) {
            case "close" -> {
                return Void.TYPE;
            }
            case "commit" -> most = Math.max(most, read());
            default -> {}
        }
        try {
            return call.invoke(connection, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private long read() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(READ)) {
            result.next();
            return result.getLong(1);
        }
    }

    /**
     * The most that one transaction read while something was done a dozen times: PostgreSQL may take another plan once it
     * knows a statement.
     */
    long by(Runnable question) {
        most = 0;
        for (int time = 0; time < 12; time++) {
            question.run();
        }
        return most;
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
