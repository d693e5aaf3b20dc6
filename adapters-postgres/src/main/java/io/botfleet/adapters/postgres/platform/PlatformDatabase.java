package io.botfleet.adapters.postgres.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.adapters.postgres.sql.SqlFailures;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.secret.Secret;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The platform's tables, reached through a pool as the platform's own role. */
public final class PlatformDatabase implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Between two statements of a transaction; the server ends the session of one that takes longer. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(5);

    /** Flyway's lock, and its migrations. */
    private static final int UPGRADING = 2;

    private final HikariDataSource pool;
    private final HikariConfig upgrades;
    private final Database database;

    private PlatformDatabase(HikariDataSource pool, HikariConfig upgrades, int mostAtOnce) {
        this.pool = pool;
        this.upgrades = upgrades;
        this.database = new Database(pool, mostAtOnce);
    }

    /**
     * A pool that connects when it is first used, so that it can be made while the server is down.
     *
     * @param connections how many the pool opens at the most
     * @param patience how long a call waits for a connection before it is unavailable, a second at the least
     */
    public static PlatformDatabase at(Place place, Secret password, int connections, Duration patience) {
        return at(place, password, connections, Integer.MAX_VALUE, patience);
    }

    /**
     * The same for callers whose number nobody knows.
     *
     * @param mostAtOnce how many have or wait for a connection; one more is unavailable at once, a number from
     *     {@code connections} on
     */
    public static PlatformDatabase at(
            Place place, Secret password, int connections, int mostAtOnce, Duration patience) {
        HikariConfig config = config(place, password, connections, patience);
        // A server that is stopped without closing its connections must not hold a thread for ever.
        config.addDataSourceProperty("socketTimeout", Long.toString(SILENCE.toSeconds()));
        // A replica that stands still in the middle of a transaction, stopped or cut off, must not keep its rows from
        // the others.
        config.setConnectionInitSql(
                "SET idle_in_transaction_session_timeout = '" + LONGEST_STANDSTILL.toMillis() + "ms'");
        HikariConfig upgrades = config(place, password, UPGRADING, patience);
        return new PlatformDatabase(new HikariDataSource(config), upgrades, mostAtOnce);
    }

    private static HikariConfig config(Place place, Secret password, int connections, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("botfleet");
        config.setJdbcUrl(place.jdbcUrl());
        config.setUsername(DatabaseBootstrap.PLATFORM);
        config.setPassword(password.reveal());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(patience.toMillis());
        config.setValidationTimeout(Math.min(2_000, patience.toMillis()));
        config.addDataSourceProperty("connectTimeout", Long.toString(patience.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "botfleet");
        // Details of an error repeat the values of rows.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return config;
    }

    /**
     * Brings the tables to this version's form; where they have it, they are only checked. Throws {@link Unavailable}
     * where an upgrade needs Flyway's lock and somebody holds it.
     */
    public PlatformDatabase migrate() {
        try {
            Flyway flyway = flyway(pool);
            // Any role can hold the lock, so a start does not take it for nothing.
            if (flyway.info().pending().length == 0) {
                flyway.validate();
            } else {
                upgrade();
            }
            return this;
        } catch (FlywayException problem) {
            for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw SqlFailures.translate("migrating the tables", sql);
                }
            }
            throw new Permanent("the tables can't be migrated: " + problem.getMessage(), problem);
        }
    }

    private static Flyway flyway(DataSource connections) {
        return Flyway.configure(PlatformDatabase.class.getClassLoader())
                .dataSource(connections)
                .schemas(DatabaseBootstrap.PLATFORM)
                .locations("classpath:db/migration")
                .load();
    }

    /** By connections of its own: a migration may take long, and the one with Flyway's lock says nothing meanwhile. */
    private void upgrade() {
        MigrationLock lock = new MigrationLock(database());
        // Another replica that upgrades lets go of it soon, and Flyway waits; a stranger need not.
        lock.holder()
                .filter(holder -> !holder.role().equals(DatabaseBootstrap.PLATFORM))
                .ifPresent(stranger -> {
                    throw stranger.inTheWay();
                });
        try (HikariDataSource patient = new HikariDataSource(upgrades)) {
            flyway(patient).migrate();
        } catch (FlywayException problem) {
            if (problem.getCause() == null) {
                lock.holder().ifPresent(holder -> {
                    throw holder.inTheWay();
                });
            }
            throw problem;
        }
    }

    public Database database() {
        return database;
    }

    @Override
    public void close() {
        pool.close();
    }
}
