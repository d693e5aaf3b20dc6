package io.botfleet.adapters.postgres;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One real server for all tests of this JVM; each class that asks has a platform's database of its own. */
public final class TestServer {
    public static final Secret ADMINISTRATOR_PASSWORD = Secret.of("administrators-test-password");
    public static final Secret PLATFORM_PASSWORD = Secret.of("platforms-test-password");

    private static final Path DIRECTORY = directory();
    private static final EmbeddedPostgres SERVER = start();

    private TestServer() {}

    /** A new, migrated database of this name. */
    public static PlatformDatabase database(String name) {
        Place place = place(name);
        new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, ADMINISTRATOR_PASSWORD).prepare(PLATFORM_PASSWORD);
        return PlatformDatabase.at(place, PLATFORM_PASSWORD, 10, Duration.ofSeconds(10))
                .migrate();
    }

    public static Place place(String name) {
        return new Place("127.0.0.1", SERVER.port(), name);
    }

    public static Path dataDirectory() {
        return DIRECTORY.resolve("data");
    }

    /** Runs a statement as the administrator and returns the first column of its rows, if it has any. */
    public static List<String> asAdministrator(String database, String sql) {
        try {
            return as(database, EmbeddedPostgres.ADMINISTRATOR, ADMINISTRATOR_PASSWORD, sql);
        } catch (SQLException problem) {
            throw new AssertionError(problem);
        }
    }

    public static List<String> as(String database, String role, Secret password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SERVER.jdbcUrl(database), role, password.reveal());
                Statement statement = connection.createStatement()) {
            List<String> values = new ArrayList<>();
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
                }
            }
            return values;
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("botfleet-postgres-test-");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static EmbeddedPostgres start() {
        EmbeddedPostgres server = EmbeddedPostgres.start(dataDirectory(), ADMINISTRATOR_PASSWORD, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop();
            delete();
        }));
        return server;
    }

    private static void delete() {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
