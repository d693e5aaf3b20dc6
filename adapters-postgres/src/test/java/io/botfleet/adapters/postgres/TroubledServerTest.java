package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.botfleet.adapters.postgres.leadership.PostgresLeadership;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server says that is there and can't do its work: nothing can be told meanwhile, and it goes on by itself. */
class TroubledServerTest {
    private static final Replica REPLICA = new Replica("one");
    private static final int CONNECTIONS = 2;

    /** A trouble of one database, that the others of this server know nothing of. */
    private enum Trouble {
        /** It gives no connection any more: another one's, or an administrator's, are all there are. */
        OUT_OF_CONNECTIONS(
                "53300", "ALTER DATABASE %1$s CONNECTION LIMIT 0", "ALTER DATABASE %1$s CONNECTION LIMIT -1"),
        /** The name leads to a standby that is not promoted yet. */
        FAILING_OVER(
                "25006",
                "ALTER ROLE botfleet IN DATABASE %1$s SET default_transaction_read_only = on",
                "ALTER ROLE botfleet IN DATABASE %1$s RESET default_transaction_read_only"),
        /** The volume has no room for what is written. */
        DISK_FULL("53100", """
            CREATE FUNCTION botfleet.no_room() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON botfleet.leadership
                FOR EACH ROW EXECUTE FUNCTION botfleet.no_room()
            """, "DROP FUNCTION botfleet.no_room() CASCADE");

        private final String sqlState;
        private final String begins;
        private final String ends;

        Trouble(String sqlState, String begins, String ends) {
            this.sqlState = sqlState;
            this.begins = begins;
            this.ends = ends;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUnavailableUntilItIsWellAgain(Trouble trouble) {
        String name = "test_" + trouble.name().toLowerCase(Locale.ROOT);
        TestServer.database(name).close();
        try (PlatformDatabase platform = PlatformDatabase.at(
                        TestServer.place(name), TestServer.PLATFORM_PASSWORD, CONNECTIONS, Duration.ofSeconds(1))
                .migrate()) {
            PostgresLeadership leadership = new PostgresLeadership(platform.database());
            Optional<Fence> before = hold(leadership);
            assertThat(before).isPresent();
            TestServer.asAdministrator(name, trouble.begins.formatted(name));
            endSessions(name);

            for (int stale = 0; stale < CONNECTIONS; stale++) {
                // A connection that was there before is handed out once.
                assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> hold(leadership));
            }
            assertThatExceptionOfType(Unavailable.class)
                    .isThrownBy(() -> hold(leadership))
                    .withMessageContaining(trouble.sqlState);
            TestServer.asAdministrator(name, trouble.ends.formatted(name));
            endSessions(name);

            assertThat(atLast(leadership)).as("what was acknowledged is there").isEqualTo(before);
        }
    }

    private static void endSessions(String database) {
        TestServer.asAdministrator(
                database,
                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE usename = 'botfleet' AND datname = '"
                        + database + "'");
    }

    private static Optional<Fence> hold(PostgresLeadership leadership) {
        return leadership.hold(Role.SETTLER, REPLICA, Duration.ofMinutes(5));
    }

    private static Optional<Fence> atLast(PostgresLeadership leadership) {
        for (int stale = 0; stale < CONNECTIONS; stale++) {
            try {
                return hold(leadership);
            } catch (Unavailable ended) {
                // Its session was ended.
            }
        }
        return hold(leadership);
    }
}
