package io.botfleet.adapters.postgres.platform;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.application.failure.Unavailable;
import java.util.Optional;

/**
 * The advisory lock that Flyway holds while it migrates. Advisory locks belong to the whole database and know no rights
 * (PostgreSQL's documentation, "Advisory Locks"), so a tenant can hold it too.
 */
final class MigrationLock {
    /** What Flyway's PostgreSQLAdvisoryLockTemplate adds the hash of the history table's quoted name to. */
    private static final long FLYWAY = 77_431_708_279_161L;

    private static final long KEY =
            FLYWAY + ("\"" + DatabaseBootstrap.PLATFORM + "\".\"flyway_schema_history\"").hashCode();

    private final Database database;

    MigrationLock(Database database) {
        this.database = database;
    }

    /** A session of the server, by its process id. */
    record Holder(long pid, String role) {
        Unavailable inTheWay() {
            return new Unavailable("the tables have to be upgraded, and the role " + role + " holds the lock on that:"
                    + " end its session, as an administrator, with SELECT pg_terminate_backend(" + pid
                    + "), and start again");
        }
    }

    Optional<Holder> holder() {
        return database.transaction(
                "looking who holds the lock on upgrades",
                session -> session.row("""
                SELECT l.pid::bigint AS pid, coalesce(a.usename, '?')::text AS role
                FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND (l.classid::bigint << 32 | l.objid::bigint) = ?
                """, row -> new Holder(row.number("pid"), row.text("role")), KEY));
    }
}
