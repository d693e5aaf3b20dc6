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
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class PlatformDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Secret PASSWORD = TestServer.PLATFORM_PASSWORD;
    private static final long FLYWAYS_LOCK = 77_432_968_322_735L;

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
            try (var connection = DriverManager.getConnection(server.jdbcUrl(), "postgres", PASSWORD.reveal())) {
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
            try (var tenant = DriverManager.getConnection(place.jdbcUrl(), "bot_cliente_001", "tenants-password")) {
                tenant.createStatement().execute("CREATE TABLE trades (id int)");
            }
        } finally {
            server.stop();
        }
    }

    /** A server of its own, which is full then. */
    @Test
    void getsInWhileTenantsHoldEveryConnectionThatTheyCan(@TempDir Path directory) throws SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.start(directory.resolve("data"), PASSWORD, 0);
        List<Connection> held = new ArrayList<>();
        try {
            Place place = new Place("127.0.0.1", server.port(), Place.DATABASE);
            new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, PASSWORD).prepare(PASSWORD);
            try (PlatformDatabase platform =
                    PlatformDatabase.at(place, PASSWORD, 2, PATIENCE).migrate()) {
                PostgresTenants tenants = new PostgresTenants(platform.database(), place);
                for (int client = 1; client <= 15; client++) {
                    tenants.ensure(new ClientId(client), Secret.of("tenants-password"));
                }
            }
            for (int client = 1; client <= 15; client++) {
                hold(held, place, new ClientId(client).role());
            }

            assertThat(held).as("no client's limit alone").hasSize(300 - 50 - 3);
            try (PlatformDatabase platform =
                    PlatformDatabase.at(place, PASSWORD, 48, PATIENCE).migrate()) {
                assertThat(new PostgresInbox(platform.database()).cursor()).isEmpty();
            }
        } finally {
            for (Connection each : held) {
                each.close();
            }
            server.stop();
        }
    }

    /** As many as the server gives, which says 53300 where it has no more. */
    private static void hold(List<Connection> held, Place place, String role) {
        assertThatThrownBy(() -> {
                    while (true) {
                        held.add(DriverManager.getConnection(place.jdbcUrl(), role, "tenants-password"));
                    }
                })
                .isInstanceOfSatisfying(SQLException.class, full -> assertThat(full.getSQLState())
                        .isEqualTo("53300"));
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

    /** Flyway's lock is a transaction that says nothing until the last migration is done. */
    @Test
    void isUpgradedHoweverLongThatTakes() {
        Place place = TestServer.place("test_slow_upgrade");
        new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, TestServer.ADMINISTRATOR_PASSWORD)
                .prepare(PASSWORD);
        TestServer.asAdministrator("test_slow_upgrade", """
            CREATE FUNCTION take_long() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'botfleet.command') THEN
                    PERFORM pg_sleep(7);
                END IF;
            END $$;
            CREATE EVENT TRIGGER take_long ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
                EXECUTE FUNCTION take_long()
            """);

        try (PlatformDatabase platform =
                PlatformDatabase.at(place, PASSWORD, 2, PATIENCE).migrate()) {
            assertThat(new PostgresInbox(platform.database()).cursor()).isEmpty();
        }
    }

    /** As one that is stopped between two statements, or cut off from the network. */
    @Test
    void letsNoReplicaThatStandsStillInATransactionHoldUpTheOthers() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        try (PlatformDatabase still = TestServer.database("test_standstill");
                PlatformDatabase other = TestServer.database("test_standstill");
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            new PostgresLeadership(still.database()).hold(Role.SETTLER, new Replica("one"), Duration.ofMillis(1));
            Future<?> stopped = threads.submit(() -> still.database().write("standing still", session -> {
                session.update("UPDATE botfleet.leadership SET holder = holder");
                locked.countDown();
                awaitTheEndOf(awake);
                session.update("UPDATE botfleet.leadership SET epoch = epoch + 100");
            }));
            locked.await();

            Optional<Fence> taken = new PostgresLeadership(other.database())
                    .hold(Role.SETTLER, new Replica("two"), Duration.ofMinutes(5));

            assertThat(taken.orElseThrow().epoch()).isLessThan(100);
            awake.countDown();
            assertThatThrownBy(stopped::get).hasCauseInstanceOf(Unavailable.class);
            assertThat(new PostgresLeadership(other.database())
                            .hold(Role.SETTLER, new Replica("two"), Duration.ofMinutes(5)))
                    .isEqualTo(taken);
        } finally {
            awake.countDown();
        }
    }

    private static void awaitTheEndOf(CountDownLatch standstill) {
        try {
            standstill.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** What any role that may connect can do, since advisory locks belong to the whole database. */
    @Test
    void startsAndReadsTheChainWhileATenantHoldsLocks() throws SQLException {
        TestServer.database("test_held").close();

        try (Connection tenant = tenant("test_held", "tenant_of_held")) {
            hold(tenant, "pg_advisory_lock(" + FLYWAYS_LOCK + ")");
            hold(tenant, "count(pg_advisory_lock(1818324581, client)) FROM generate_series(1, 9) AS client");
            try (PlatformDatabase platform = PlatformDatabase.at(TestServer.place("test_held"), PASSWORD, 2, PATIENCE)
                    .migrate()) {
                Fence fence = new PostgresLeadership(platform.database())
                        .hold(Role.CHAIN_READER, new Replica("one"), Duration.ofMinutes(5))
                        .orElseThrow();
                Instant at = Instant.parse("2026-01-01T00:00:00Z");
                BlockRef block = new BlockRef(1, new Hash("0x%064x".formatted(1)));
                PostgresInbox inbox = new PostgresInbox(platform.database());
                inbox.extend(
                        fence,
                        Optional.empty(),
                        new Cursor(block, at),
                        List.of(new ChainEvent.Submitted(new Submission(
                                new CommandId(1),
                                new ClientId(1),
                                new Address("0x%040x".formatted(1)),
                                new Gwei(1_000),
                                at,
                                at.plusSeconds(600),
                                new Tag(1),
                                Bytes.ofUtf8("envelope"),
                                block.hash(),
                                block))));

                assertThat(inbox.cursor()).isPresent();
            }
        }
    }

    @Test
    void saysWhoHoldsTheLockThatAnUpgradeNeeds() throws SQLException {
        Place place = TestServer.place("test_upgrade");
        new DatabaseBootstrap(place, EmbeddedPostgres.ADMINISTRATOR, TestServer.ADMINISTRATOR_PASSWORD)
                .prepare(PASSWORD);

        try (PlatformDatabase platform = PlatformDatabase.at(place, PASSWORD, 2, PATIENCE)) {
            try (Connection tenant = tenant("test_upgrade", "tenant_of_upgrade")) {
                hold(tenant, "pg_advisory_lock(" + FLYWAYS_LOCK + ")");
                int pid = tenant.unwrap(PGConnection.class).getBackendPID();

                assertThatThrownBy(Flyway.configure()
                                .dataSource(place.jdbcUrl(), DatabaseBootstrap.PLATFORM, PASSWORD.reveal())
                                .schemas(DatabaseBootstrap.PLATFORM)
                                .lockRetryCount(1)
                                .load()::migrate)
                        .as("it is Flyway's lock")
                        .isInstanceOf(FlywayException.class)
                        .hasNoCause();
                assertThatThrownBy(platform::migrate)
                        .isInstanceOf(Unavailable.class)
                        .hasMessageContaining("role tenant_of_upgrade")
                        .hasMessageContaining("pg_terminate_backend(" + pid + ")");
            }
            assertThat(new PostgresInbox(platform.migrate().database()).cursor())
                    .as("once it is let go")
                    .isEmpty();
        }
    }

    private static Connection tenant(String database, String role) throws SQLException {
        TestServer.asAdministrator(
                database, "CREATE ROLE " + role + " LOGIN PASSWORD 'tenants-password' IN ROLE botfleet_tenants");
        return DriverManager.getConnection(TestServer.place(database).jdbcUrl(), role, "tenants-password");
    }

    private static void hold(Connection connection, String lock) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT " + lock);
        }
    }

    /** As many as want to may ask the API; nobody waits for ever, no heap fills with those who do, and no loop notices. */
    @Test
    void turnsAwayAtOnceWhoWouldWaitBehindTooMany() throws Exception {
        TestServer.database("test_waiting").close();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                PlatformDatabase loops = PlatformDatabase.at(TestServer.place("test_waiting"), PASSWORD, 1, PATIENCE);
                PlatformDatabase requests =
                        PlatformDatabase.at(TestServer.place("test_waiting"), PASSWORD, 1, 3, Duration.ofMinutes(1))) {
            Future<Boolean> slow = threads.submit(() -> requests.database().transaction("being slow", _ -> {
                begun.countDown();
                return isOver(over);
            }));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            List<Future<Optional<Cursor>>> asking = new ArrayList<>();
            for (int ten = 0; ten < 10; ten++) {
                asking.add(threads.submit(() -> new PostgresInbox(requests.database()).cursor()));
            }
            // One has the connection and two may wait for it, whichever came first.
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (asking.stream().filter(Future::isDone).count() < 8 && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            List<Future<Optional<Cursor>>> waiting =
                    asking.stream().filter(each -> !each.isDone()).toList();
            assertThat(waiting).hasSize(2);
            assertThat(asking).filteredOn(Future::isDone).allSatisfy(each -> assertThat(each.exceptionNow())
                    .isInstanceOfSatisfying(Unavailable.class, away -> {
                        assertThat(away.what()).contains("behind too many others");
                        assertThat(away.retryAfter()).isPositive();
                    }));
            assertThat(new PostgresInbox(loops.database()).cursor())
                    .as("another pool")
                    .isEmpty();
            over.countDown();
            assertThat(slow.get()).isTrue();
            for (Future<Optional<Cursor>> each : waiting) {
                assertThat(each.get()).as("who waited is served").isEmpty();
            }
            assertThat(new PostgresInbox(requests.database()).cursor())
                    .as("and who comes again")
                    .isEmpty();
        }
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
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
