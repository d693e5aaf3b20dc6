package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.adapters.postgres.tenant.PostgresTenants;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import io.botfleet.testkit.contract.TenantsContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTenantsTest extends TenantsContract {
    private static final String NAME = "test_tenants";
    private static final PlatformDatabase PLATFORM = TestServer.database(NAME);
    private static final Secret OF_A = Secret.of("PasswordOfTenantA0123456789");
    private static final Secret OF_B = Secret.of("PasswordOfTenantB0123456789");
    private static final String REFUSED = "42501";
    private static final String WRONG_PASSWORD = "28P01";

    @Override
    protected Tenants tenants() {
        return new PostgresTenants(PLATFORM.database(), TestServer.place(NAME));
    }

    @Override
    protected Tenants down() {
        PostgresStores stores = new PostgresStores(NAME, PLATFORM.database());
        return new PostgresTenants(((PostgresStores) stores.down()).database(), TestServer.place(NAME));
    }

    @AfterEach
    void closePools() {
        Opened.closeAll();
    }

    @AfterAll
    static void closePool() {
        PLATFORM.close();
    }

    @Test
    void letsATenantInWithItsOwnPasswordOnly() throws Exception {
        bothTenants();

        assertThat(asA("SELECT current_user")).containsExactly("bot_cliente_001");
        assertState(WRONG_PASSWORD, () -> TestServer.as(NAME, A.role(), OF_B, "SELECT 1"));
    }

    @Test
    void takesANewPasswordInPlaceOfTheOld() throws Exception {
        bothTenants();
        Secret next = Secret.of("AnotherPasswordOfTenantA");

        tenants().ensure(A, next);

        assertState(WRONG_PASSWORD, () -> asA("SELECT 1"));
        assertThat(TestServer.as(NAME, A.role(), next, "SELECT 1")).containsExactly("1");
    }

    @Test
    void putsTablesIntoTheTenantsSchemaWithoutBeingTold() throws Exception {
        bothTenants();

        assertThat(asA("SHOW search_path")).containsExactly("cliente_001");
        asA("CREATE TABLE trades (id int); INSERT INTO trades VALUES (1)");

        assertThat(asA("SELECT count(*) FROM cliente_001.trades")).containsExactly("1");
        asA("CREATE TABLE cliente_001_dry.trades (id int)");
        asA("DROP TABLE trades; DROP TABLE cliente_001_dry.trades");
    }

    @Test
    void followsTheSearchPathInTheUrlBeforeTheRolesOwn() throws Exception {
        bothTenants();
        String url = TestServer.place(NAME).jdbcUrl() + "?options=-csearch_path%3Dcliente_001_dry";
        try (Connection connection = DriverManager.getConnection(url, A.role(), OF_A.reveal());
                var rows = connection.createStatement().executeQuery("SELECT current_schemas(false)::text")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("{cliente_001_dry}");
        }
    }

    @Test
    void keepsATenantsDataWhenItIsEnsuredAgain() throws Exception {
        bothTenants();
        asA("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");

        bothTenants();

        assertThat(asA("SELECT id FROM kept")).containsExactly("7");
        asA("DROP TABLE kept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM cliente_002.trades",
                "INSERT INTO cliente_002.trades VALUES (1)",
                "DROP TABLE cliente_002.trades",
                "CREATE TABLE cliente_002.mine (id int)",
                "CREATE TABLE cliente_002_dry.mine (id int)",
                "ALTER SCHEMA cliente_002 RENAME TO mine",
                "DROP SCHEMA cliente_002 CASCADE",
                "SELECT * FROM botfleet.command",
                "SELECT * FROM botfleet.leadership",
                "UPDATE botfleet.leadership SET epoch = 9",
                "CREATE TABLE botfleet.mine (id int)",
                "CREATE TABLE public.mine (id int)",
                "CREATE TEMP TABLE mine (id int)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "ALTER ROLE bot_cliente_001 CREATEDB",
                "ALTER ROLE bot_cliente_001 CONNECTION LIMIT 1000",
                "ALTER ROLE bot_cliente_002 PASSWORD 'mine'",
                "GRANT bot_cliente_002 TO bot_cliente_001",
                "SET ROLE bot_cliente_002",
                "SET ROLE botfleet",
                "SET ROLE botfleet_tenants",
                "SELECT * FROM pg_authid",
                "SELECT pg_read_file('postgresql.conf')",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "COPY (SELECT 1) TO '/tmp/mine'",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'botfleet'",
                "ALTER SYSTEM SET fsync = off",
                "CREATE EXTENSION plpython3u",
            })
    void refusesATenantWhatIsNotItsOwn(String sql) throws Exception {
        bothTenants();
        TestServer.as(NAME, B.role(), OF_B, "CREATE TABLE IF NOT EXISTS trades (id int)");

        assertState(REFUSED, () -> asA(sql));
    }

    @Test
    void listsNoTableOfAnyoneElseInTheInformationSchema() throws Exception {
        bothTenants();
        TestServer.as(NAME, B.role(), OF_B, "CREATE TABLE IF NOT EXISTS trades (id int)");

        assertThat(asA("SELECT DISTINCT table_schema FROM information_schema.tables"
                        + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"))
                .isSubsetOf("cliente_001", "cliente_001_dry");
        assertThat(asA("SELECT query FROM pg_stat_activity WHERE usename = 'botfleet'"))
                .allMatch("<insufficient privilege>"::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "template1", "test_tenants_elsewhere"})
    void keepsATenantOutOfTheServersOtherDatabases(String database) {
        TestServer.database("test_tenants_elsewhere").close();
        TestServer.asAdministrator(
                "test_tenants_elsewhere", "REVOKE CONNECT ON DATABASE test_tenants_elsewhere FROM botfleet_tenants");
        bothTenants();

        assertState(REFUSED, () -> TestServer.as(database, A.role(), OF_A, "SELECT 1"));
    }

    @Test
    void takesNoRightFromAnotherTenantsGrantOnATable() throws Exception {
        bothTenants();
        TestServer.as(NAME, B.role(), OF_B, "CREATE TABLE shared (id int); GRANT ALL ON shared TO PUBLIC");

        assertState(REFUSED, () -> asA("SELECT * FROM cliente_002.shared"));
        TestServer.as(NAME, B.role(), OF_B, "DROP TABLE shared");
    }

    @Test
    void writesNoPasswordIntoLogTableOrWal() throws Exception {
        Secret planted = Secret.of("PlantedPasswordThatMustNotBeFound42");
        ClientId client = new ClientId(77);
        tenants().ensure(client, planted);
        assertThat(TestServer.as(NAME, client.role(), planted, "SELECT 1")).containsExactly("1");
        TestServer.asAdministrator("postgres", "CHECKPOINT");

        assertThat(filesHolding(planted.reveal())).isEmpty();
        assertThat(filesHolding(client.role()))
                .as("the search itself finds what is there")
                .isNotEmpty();
    }

    @Test
    void refusesARoleThatSomebodyElseMade() {
        ClientId client = new ClientId(81);
        TestServer.asAdministrator(NAME, "CREATE ROLE " + client.role() + " LOGIN PASSWORD 'somebody-elses'");

        assertThatThrownBy(() -> tenants().ensure(client, OF_A))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining(client.role());
        assertThat(TestServer.asAdministrator(
                        NAME, "SELECT count(*) FROM pg_namespace WHERE nspname = '" + client.schema() + "'"))
                .containsExactly("0");
    }

    @Test
    void refusesASchemaThatSomebodyElseMade() {
        ClientId client = new ClientId(82);
        TestServer.asAdministrator(NAME, "CREATE SCHEMA " + client.dryRunSchema());

        assertThatThrownBy(() -> tenants().ensure(client, OF_A))
                .isInstanceOf(Permanent.class)
                .hasMessageContaining(client.dryRunSchema());
        assertThat(TestServer.asAdministrator(
                        NAME, "SELECT count(*) FROM pg_roles WHERE rolname = '" + client.role() + "'"))
                .as("nothing is left half made")
                .containsExactly("0");
    }

    @Test
    void makesSureOfManyTenantsAtOnceByManyReplicas() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int task = 0; task < 32; task++) {
            ClientId client = new ClientId(100 + task % 8);
            tasks.add(() -> {
                tenants().ensure(client, OF_A);
                return true;
            });
        }
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }

        for (int client = 100; client < 108; client++) {
            assertThat(TestServer.as(NAME, new ClientId(client).role(), OF_A, "SELECT 1"))
                    .containsExactly("1");
        }
    }

    @Test
    void doesNotWaitForATenantThatKeepsATransactionOpen() throws Exception {
        bothTenants();
        PostgresStores stores = PostgresStores.emptied(PLATFORM, NAME);
        try (Connection open =
                DriverManager.getConnection(TestServer.place(NAME).jdbcUrl(), A.role(), OF_A.reveal())) {
            open.setAutoCommit(false);
            open.createStatement().execute("CREATE TABLE held (id int)");

            assertThat(org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                            Duration.ofSeconds(20), () -> stores.views().journalAfter(0, 10)))
                    .isEmpty();
            tenants().ensure(B, OF_B);
            open.rollback();
        }
    }

    private void bothTenants() {
        tenants().ensure(A, OF_A);
        tenants().ensure(B, OF_B);
    }

    private static List<String> asA(String sql) throws SQLException {
        return TestServer.as(NAME, A.role(), OF_A, sql);
    }

    private static void assertState(String state, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SQLException.class, problem -> assertThat(problem.getSQLState())
                .as(problem.getMessage())
                .isEqualTo(state));
    }

    private static List<Path> filesHolding(String text) throws Exception {
        try (Stream<Path> files = Files.walk(TestServer.dataDirectory())) {
            List<Path> holding = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    holding.add(file);
                }
            }
            return holding;
        }
    }
}
