package io.botfleet.adapters.postgres.platform;

import io.botfleet.adapters.postgres.sql.Names;
import io.botfleet.adapters.postgres.sql.SqlFailures;
import io.botfleet.adapters.postgres.tenant.ScramVerifier;
import io.botfleet.domain.secret.Secret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Makes, with an administrator's login, what the platform can't make for itself: its role, the group of its tenants and
 * its database. The administrator needs CREATEROLE and CREATEDB, as the master user of a managed service has; PostgreSQL
 * 16 or later.
 */
public final class DatabaseBootstrap {
    /** The platform's role, and the schema of its tables. */
    public static final String PLATFORM = "botfleet";

    /** The group that holds what all tenants may do; a grant for each of them would be an update of one row by many. */
    public static final String TENANTS = "botfleet_tenants";

    /** Whoever is in it may take the connections that the server keeps back; PostgreSQL 16's predefined role. */
    private static final String RESERVED = "pg_use_reserved_connections";

    private final Place place;
    private final String administrator;
    private final Secret administratorPassword;

    /** @param place the platform's database, which need not be there yet */
    public DatabaseBootstrap(Place place, String administrator, Secret administratorPassword) {
        this.place = place;
        this.administrator = administrator;
        this.administratorPassword = administratorPassword;
    }

    /** Repeating it changes nothing but the platform's password. */
    public void prepare(Secret platformPassword) {
        try {
            try (Connection server = connect("postgres")) {
                prepareRoles(server, platformPassword);
                if (!exists(server, "SELECT FROM pg_database WHERE datname = ?", place.database())) {
                    run(server, "CREATE DATABASE " + name(place.database()) + " OWNER " + name(PLATFORM));
                }
                confine(server, place.database());
                // A tenant has no business in the server's other databases either.
                confine(server, "postgres");
                confine(server, "template1");
            }
            try (Connection database = connect(place.database())) {
                run(database, "SET ROLE " + name(PLATFORM));
                run(database, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
            }
        } catch (SQLException problem) {
            throw SqlFailures.translate("preparing the database", problem);
        }
    }

    private void prepareRoles(Connection server, Secret platformPassword) throws SQLException {
        if (!exists(server, "SELECT FROM pg_roles WHERE rolname = ?", PLATFORM)) {
            run(server, "CREATE ROLE " + name(PLATFORM));
        }
        byte[] salt = new byte[ScramVerifier.SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        run(
                server,
                "ALTER ROLE " + name(PLATFORM) + " LOGIN CREATEROLE NOCREATEDB PASSWORD "
                        + Names.literal(ScramVerifier.of(platformPassword, salt)));
        if (!exists(server, "SELECT FROM pg_roles WHERE rolname = ?", TENANTS)) {
            run(server, "CREATE ROLE " + name(TENANTS) + " NOLOGIN");
        }
        run(server, "GRANT " + name(TENANTS) + " TO " + name(PLATFORM) + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
        // On a server that reserves connections (reserved_connections), tenants can't shut the platform out.
        if (exists(
                server,
                "SELECT FROM pg_roles WHERE rolname = ? AND pg_has_role(current_user, oid, 'USAGE WITH ADMIN OPTION')",
                RESERVED)) {
            run(server, "GRANT " + name(RESERVED) + " TO " + name(PLATFORM) + " WITH INHERIT TRUE, SET FALSE");
        }
        // To hand it the database, an administrator who is no superuser has to be able to become the platform.
        if (!exists(server, "SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper")) {
            run(server, "GRANT " + name(PLATFORM) + " TO CURRENT_USER WITH INHERIT TRUE, SET TRUE");
        }
    }

    /** Takes from everyone what PostgreSQL grants everyone by default, and lets tenants into the platform's database. */
    private void confine(Connection server, String database) throws SQLException {
        if (!exists(
                server,
                "SELECT FROM pg_database WHERE datname = ? AND pg_has_role(current_user, datdba, 'USAGE')",
                database)) {
            return;
        }
        run(server, "REVOKE ALL ON DATABASE " + name(database) + " FROM PUBLIC");
        if (database.equals(place.database())) {
            run(server, "GRANT CONNECT ON DATABASE " + name(database) + " TO " + name(TENANTS));
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", administrator);
        properties.setProperty("password", administratorPassword.reveal());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("logServerErrorDetail", "false");
        return DriverManager.getConnection(place.database(database).jdbcUrl(), properties);
    }

    private static boolean exists(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String name(String name) {
        return Names.identifier(name);
    }
}
