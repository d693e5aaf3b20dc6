package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.postgres.command.PostgresInbox;
import io.botfleet.adapters.postgres.leadership.PostgresLeadership;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.adapters.postgres.tenant.PostgresTenants;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Secret PASSWORD = TestServer.PLATFORM_PASSWORD;

    @Test
    void isPreparedAndMigratedAsOftenAsAsked() {
        TestServer.database("test_twice").close();

        try (PlatformDatabase again = TestServer.database("test_twice")) {
            assertThat(new PostgresInbox(again.database()).cursor()).isEmpty();
        }
    }

    @Test
    void worksAsARoleThatIsNoSuperuser() {
        TestServer.database("test_role").close();

        assertThat(TestServer.asAdministrator(
                        "test_role",
                        "SELECT rolsuper::text || rolcreatedb || rolbypassrls || rolreplication FROM pg_roles"
                                + " WHERE rolname = 'botfleet'"))
                .containsExactly("falsefalsefalsefalse");
        assertThat(TestServer.asAdministrator(
                        "test_role", "SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'botfleet'"))
                .containsExactly("botfleet");
    }

    /** Managed services give no superuser; their master role makes roles and databases. A server of its own. */
    @Test
    void isPreparedByAnAdministratorWhoIsNoSuperuser(@TempDir Path directory) throws SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start(directory.resolve("data"), PASSWORD, 0);
        try {
            Secret masters = Secret.of("masters-password");
            try (var connection =
                    java.sql.DriverManager.getConnection(server.jdbcUrl(), "postgres", PASSWORD.reveal())) {
                connection
                        .createStatement()
                        .execute("CREATE ROLE master LOGIN CREATEROLE CREATEDB PASSWORD 'masters-password'");
            }
            Place place = new Place("127.0.0.1", server.port(), Place.DATABASE);
            DatabaseBootstrap bootstrap = new DatabaseBootstrap(place, "master", masters);
            bootstrap.prepare(Secret.of("first"));
            bootstrap.prepare(PASSWORD);

            try (PlatformDatabase platform =
                    PlatformDatabase.at(place, PASSWORD, 2, PATIENCE).migrate()) {
                new PostgresTenants(platform.database(), place).ensure(new ClientId(1), Secret.of("tenants-password"));
                new PostgresTenants(platform.database(), place).ensure(new ClientId(1), Secret.of("tenants-password"));
            }
            try (var tenant =
                    java.sql.DriverManager.getConnection(place.jdbcUrl(), "bot_cliente_001", "tenants-password")) {
                tenant.createStatement().execute("CREATE TABLE trades (id int)");
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void isUnavailableWhileTheServerIsDownAndGoesOnByItselfAfterwards(@TempDir Path directory) {
        Path data = directory.resolve("data");
        EmbeddedPostgres server = EmbeddedPostgres.start(data, PASSWORD, 0);
        try {
            Place place = new Place("127.0.0.1", server.port(), Place.DATABASE);
            new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, PASSWORD).prepare(PASSWORD);
            try (PlatformDatabase platform =
                    PlatformDatabase.at(place, PASSWORD, 2, PATIENCE).migrate()) {
                PostgresLeadership leadership = new PostgresLeadership(platform.database());
                Replica replica = new Replica("one");
                var before = leadership.hold(Role.SETTLER, replica, Duration.ofMinutes(5));
                assertThat(before).isPresent();

                ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
                process.destroyForcibly();
                process.onExit().join();
                // The server's children outlive it for a moment.
                assertThatThrownBy(() -> {
                            for (int attempt = 0; attempt < 1_000; attempt++) {
                                leadership.hold(Role.SETTLER, replica, Duration.ofMinutes(5));
                            }
                        })
                        .isInstanceOf(Unavailable.class);
                server = EmbeddedPostgres.start(data, PASSWORD, place.port());

                assertThat(holdAtLast(leadership, replica))
                        .as("what was acknowledged is there")
                        .isEqualTo(before);
            }
        } finally {
            server.stop();
        }
    }

    /** The pool may still hand out a connection to the server that is gone, once for each that it has. */
    private static Optional<Fence> holdAtLast(PostgresLeadership leadership, Replica replica) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                return leadership.hold(Role.SETTLER, replica, Duration.ofMinutes(5));
            } catch (Unavailable stale) {
                assertThat(stale).hasMessageContaining("SQLSTATE 08");
            }
        }
        return leadership.hold(Role.SETTLER, replica, Duration.ofMinutes(5));
    }

    @Test
    void saysThatAWrongPasswordIsForSomebodyToChange() {
        TestServer.database("test_password").close();

        try (PlatformDatabase platform =
                PlatformDatabase.at(TestServer.place("test_password"), Secret.of("wrong"), 1, PATIENCE)) {
            assertThatThrownBy(() -> new PostgresInbox(platform.database()).cursor())
                    .isInstanceOf(Permanent.class)
                    .hasMessageContaining("28P01")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void refusesAPlaceThatIsNone() {
        assertThatThrownBy(() -> new Place("", 5432, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Place("h", 0, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Place("::1", 5432, "x").jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432/x");
    }
}
