package io.botfleet.adapters.postgres.leadership;

import io.botfleet.adapters.postgres.sql.Database;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Duration;
import java.util.Optional;

/** One row a role, on the database's clock. A row is never deleted, so that an epoch never comes twice. */
public final class PostgresLeadership implements Leadership {
    private final Database database;

    public PostgresLeadership(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Fence> hold(Role role, Replica replica, Duration timeToLive) {
        // clock_timestamp(), not now(): the statement may have waited for the row.
        return database.transaction(
                "holding " + role,
                session -> session.row(
                        """
                        INSERT INTO botfleet.leadership AS held (role, holder, epoch, expires_at)
                        VALUES (?, ?, 1, clock_timestamp() + make_interval(secs => ?::float8))
                        ON CONFLICT (role) DO UPDATE SET holder = excluded.holder,
                            expires_at = clock_timestamp() + make_interval(secs => ?::float8),
                            epoch = CASE WHEN held.holder = excluded.holder AND held.expires_at > clock_timestamp()
                                THEN held.epoch ELSE held.epoch + 1 END
                        WHERE held.holder = excluded.holder OR held.expires_at <= clock_timestamp()
                        RETURNING epoch
                        """,
                        row -> new Fence(role, row.number("epoch")),
                        role,
                        replica.name(),
                        timeToLive,
                        timeToLive));
    }

    @Override
    public void release(Role role, Replica replica) {
        database.transaction(
                "releasing " + role,
                session -> session.update(
                        "UPDATE botfleet.leadership SET expires_at = '-infinity' WHERE role = ? AND holder = ?",
                        role,
                        replica.name()));
    }
}
