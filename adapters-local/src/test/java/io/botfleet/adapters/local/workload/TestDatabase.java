package io.botfleet.adapters.local.workload;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** One real PostgreSQL for every test of this process, with the clients' database in it. */
public final class TestDatabase {
    private static final String DATABASE = "freqtrade_multi";
    private static final String ADMINISTRATOR_PASSWORD = "administrator of the tests";
    private static final TestDatabase SHARED = start();

    private final EmbeddedPostgres postgres;

    private TestDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static TestDatabase shared() {
        return SHARED;
    }

    public int port() {
        return postgres.port();
    }

    /** Runs statements as the administrator, in the clients' database. */
    public void execute(String... statements) {
        try (var connection = connect(DATABASE)) {
            execute(connection, statements);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The first column of the first row, as text. */
    public String query(String sql) {
        try (var connection = connect(DATABASE);
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A role that may log in and nothing else. */
    public void createRole(String role, String password) {
        execute("CREATE ROLE " + identifier(role) + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
    }

    /** The URL a tenant is given, in SQLAlchemy's form, with {@code schema} as its whole search path. */
    public String url(String role, String password, String schema) {
        var path = identifier(schema).replace("\\", "\\\\").replace(" ", "\\ ");
        return plainUrl(role, password) + "?options=" + encoded("-csearch_path=" + path);
    }

    public String plainUrl(String role, String password) {
        return "postgresql+psycopg://" + encoded(role) + ":" + encoded(password) + "@127.0.0.1:" + port() + "/"
                + DATABASE;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var each : List.of(statements)) {
                statement.execute(each);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(database), EmbeddedPostgres.ADMINISTRATOR, ADMINISTRATOR_PASSWORD);
    }

    private static TestDatabase start() {
        try {
            var directory = Files.createTempDirectory("botfleet-tests-postgres");
            var started = new TestDatabase(
                    EmbeddedPostgres.start(directory.resolve("data"), Secret.of(ADMINISTRATOR_PASSWORD), 0));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started.postgres, directory)));
            try (var connection = started.connect("postgres")) {
                execute(
                        connection,
                        "CREATE DATABASE " + DATABASE,
                        "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC",
                        "GRANT CONNECT ON DATABASE " + DATABASE + " TO PUBLIC");
            }
            return started;
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void end(EmbeddedPostgres postgres, Path directory) {
        postgres.stop();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            System.err.println("left behind: " + directory + ": " + failure);
        }
    }
}
