package io.botfleet.adapters.postgres.platform;

import io.botfleet.adapters.postgres.sql.SqlFailures;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.secret.Secret;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** A look at the database before a platform is started on it, in the words of whoever has to mend what is wrong. */
public final class DatabaseCheck {
    /** PostgreSQL 16, whose way to grant roles the platform needs. */
    private static final int LEAST_VERSION = 160_000;

    private static final String CONNECTION_FAILURE = "08006";

    private final Place place;
    private final Secret password;
    private final Duration patience;

    /** @param patience how long to wait for a connection and for each answer, a second at the least */
    public DatabaseCheck(Place place, Secret password, Duration patience) {
        this.place = place;
        this.password = password;
        this.patience = patience;
    }

    /**
     * Throws {@link Unavailable} while the server does not answer, and {@link Permanent} where it does and will go on
     * not to do: a certificate that is not its, a login that it refuses, a database that it does not have, a version
     * that is too old.
     */
    public void check() {
        try (Connection connection = DriverManager.getConnection(place.jdbcUrl(), properties());
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SHOW server_version_num")) {
            version.next();
            if (version.getInt(1) < LEAST_VERSION) {
                throw new Permanent("PostgreSQL at " + place.authority() + " is of version "
                        + version.getInt(1) / 10_000 + "; the platform needs " + LEAST_VERSION / 10_000 + " or later");
            }
        } catch (SQLException problem) {
            throw words(problem);
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", DatabaseBootstrap.PLATFORM);
        properties.setProperty("password", password.reveal());
        properties.setProperty("connectTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
        properties.setProperty("ApplicationName", "botfleet");
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    private PortFailure words(SQLException problem) {
        String server = "PostgreSQL at " + place.authority();
        if (isDistrusted(problem)) {
            return new Permanent(
                    server + " shows a certificate that is not for " + place.host()
                            + ", or not issued by the authority that it is to be",
                    problem);
        }
        return switch (problem.getSQLState()) {
            case "28P01" ->
                new Permanent(server + " refuses the password of the role " + DatabaseBootstrap.PLATFORM, problem);
            case "28000" ->
                new Permanent(server + " refuses the role " + DatabaseBootstrap.PLATFORM + " (pg_hba.conf)", problem);
            case "3D000" -> new Permanent(server + " has no database " + place.database(), problem);
            case "08004" -> new Permanent(server + " takes no encrypted connections", problem);
            case null, default -> other(server, problem);
        };
    }

    private static PortFailure other(String server, SQLException problem) {
        PortFailure translated = SqlFailures.translate("connecting to " + server, problem);
        return translated instanceof Unavailable
                ? new Unavailable(server + " can't be reached (SQLSTATE " + problem.getSQLState() + ")", problem)
                : translated;
    }

    /** pgJDBC gives no cause for a name that the certificate does not have, and one for whatever else goes wrong there. */
    private boolean isDistrusted(SQLException problem) {
        if (place.transport() instanceof Transport.Verified
                && CONNECTION_FAILURE.equals(problem.getSQLState())
                && problem.getCause() == null) {
            return true;
        }
        for (Throwable each = problem.getCause(); each != null; each = each.getCause()) {
            if (each instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }
}
