package io.botfleet.adapters.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code init-schema.sh} against a real PostgreSQL, in both shells an image may have. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
class InitSchemaScriptTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PASSWORD = "pass word/with:@every%thing+&=?#'\"\\$(id)`é😀";

    private final TestDatabase database = TestDatabase.shared();

    private final String shell;

    @TempDir
    Path directory;

    private String role;
    private String schema;
    private PodDirectory pod;

    InitSchemaScriptTest(String shell) {
        this.shell = shell;
    }

    @BeforeEach
    void givenATenant() throws IOException {
        var number = NUMBER.incrementAndGet();
        role = "bot_init_" + number;
        schema = "init_" + number;
        database.createRole(role, PASSWORD);
        pod = PodDirectory.in(directory);
        pod.secret("DATABASE_URL", database.url(role, PASSWORD, schema));
    }

    @Test
    void acceptsASchemaOfTheRolesOwn() throws Exception {
        database.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + role);

        expect(0, "schema " + schema + " is ready");
    }

    @Test
    void createsAMissingSchemaWhereTheRoleMay() throws Exception {
        database.execute("GRANT CREATE ON DATABASE freqtrade_multi TO " + role);

        expect(0, "is missing: creating it");
        assertThat(database.query("SELECT nspowner::regrole FROM pg_namespace WHERE nspname = '" + schema + "'"))
                .isEqualTo(role);
        expect(0, "schema " + schema + " is ready");
    }

    @Test
    void saysThatASchemaIsMissingAndMayNotBeCreated() throws Exception {
        expect(73, "schema " + schema + " is missing and role " + role + " may not create it");
    }

    @Test
    void refusesASchemaOfAnotherRole() throws Exception {
        database.execute("CREATE SCHEMA " + schema, "GRANT ALL ON SCHEMA " + schema + " TO " + role);

        expect(78, "belongs to another role than " + role);
    }

    @Test
    void saysThatTheLoginIsRefused() throws Exception {
        database.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + role);
        pod.secret("DATABASE_URL", database.url(role, "wrong-password", schema));

        var outcome = expect(77, "refuses the login of role " + role);
        assertThat(outcome.output()).doesNotContain("wrong-password");
    }

    @Test
    void saysThatARoleMayNotLogInAtAll() throws Exception {
        database.execute("ALTER ROLE " + role + " NOLOGIN");

        expect(77, "refuses the login of role " + role);
    }

    @Test
    void saysThatThereIsNoSuchDatabase() throws Exception {
        pod.secret("DATABASE_URL", database.url(role, PASSWORD, schema).replace("/freqtrade_multi", "/nowhere"));

        expect(77, "refuses the login of role " + role + " on nowhere");
    }

    @Test
    void saysThatNoConnectionIsFreeNow() throws Exception {
        database.execute("ALTER ROLE " + role + " CONNECTION LIMIT 0");

        expect(69, "takes no connection of role " + role + " now");
    }

    @Test
    void saysThatTheServerHasNoTls() throws Exception {
        pod.program("pg_isready", "#!/bin/sh\nexit 0\n");
        pod.secret("DATABASE_URL", database.url(role, PASSWORD, schema) + "&sslmode=require");

        expect(69, "takes no connection of role " + role + " now");
    }

    @Test
    void saysThatTheDatabaseWentAwayAfterItHadAnswered() throws Exception {
        pod.program("pg_isready", "#!/bin/sh\nexit 0\n");
        pod.secret(
                "DATABASE_URL", "postgresql+psycopg://" + role + ":pw@127.0.0.1:" + unusedPort() + "/freqtrade_multi");

        expect(69, "takes no connection of role " + role + " now");
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswer() throws Exception {
        pod.secret(
                "DATABASE_URL", "postgresql+psycopg://" + role + ":pw@127.0.0.1:" + unusedPort() + "/freqtrade_multi");

        expect(69, "does not answer");
    }

    @Test
    void refusesAConnectionThatWouldUseAnotherSchema() throws Exception {
        database.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + role);
        pod.secret("DATABASE_URL", database.plainUrl(role, PASSWORD));
        expect(79, "the search_path of role " + role + " is not " + schema + " alone");

        pod.secret(
                "DATABASE_URL", database.plainUrl(role, PASSWORD) + "?options=-csearch_path%3D" + schema + "%2Cpublic");
        expect(79, "the search_path");
    }

    @Test
    void takesTheSearchPathOfTheRoleWhereTheUrlSetsNone() throws Exception {
        database.execute(
                "CREATE SCHEMA " + schema + " AUTHORIZATION " + role,
                "ALTER ROLE " + role + " IN DATABASE freqtrade_multi SET search_path TO " + schema);
        pod.secret("DATABASE_URL", database.plainUrl(role, PASSWORD));

        expect(0, "is ready");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"we\"ird", "it's", "x; DROP SCHEMA public; --", "näme mit Leerzeichen", "$(touch hacked)", "-c"})
    void takesEveryNameAsANameAndNothingElse(String hostile) throws Exception {
        schema = hostile + "_" + NUMBER.get() + "_" + shell;
        database.execute("GRANT CREATE ON DATABASE freqtrade_multi TO " + role);
        pod.secret("DATABASE_URL", database.url(role, PASSWORD, schema));

        expect(0, "is ready");

        assertThat(database.query(
                        "SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema.replace("'", "''") + "'"))
                .isEqualTo("1");
        assertThat(database.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'public'"))
                .isEqualTo("1");
        assertThat(directory.resolve("hacked")).doesNotExist();
    }

    @Test
    void refusesANameThatPostgresqlWouldCutShort() throws Exception {
        schema = "s".repeat(64);

        expect(64, "longer than the 63 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:p@h/d",
                "postgresql://h/d",
                "postgresql://u@h/d",
                "postgresql://u:p@h",
                "postgresql://u:p@h:port/d",
                "postgresql://u:%zz@h/d",
                "postgresql://u:%00@h/d",
                "postgresql://:p@h/d",
                "postgresql://u:p@h/d?search_path=x"
            })
    void refusesAMalformedUrlWithoutRepeatingIt(String url) throws Exception {
        pod.secret("DATABASE_URL", url);

        var outcome = expect(64, "DATABASE_URL");
        assertThat(outcome.output()).doesNotContain(url);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(pod.initSchema(shell, Map.of()).output()).contains("FREQTRADE_SCHEMA is not set");
        Files.delete(directory.resolve("secrets/DATABASE_URL"));
        expect(64, "DATABASE_URL is not set");
    }

    @Test
    void readsTheUrlFromTheEnvironmentWhereThereIsNoFile() throws Exception {
        database.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + role);
        var url = pod.read("secrets/DATABASE_URL");
        Files.delete(directory.resolve("secrets/DATABASE_URL"));

        var outcome = pod.initSchema(shell, Map.of("FREQTRADE_SCHEMA", schema, "DATABASE_URL", url));

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    @Test
    void showsThePasswordInNoArgument() throws Exception {
        database.execute("CREATE SCHEMA " + schema + " AUTHORIZATION " + role);
        for (var program : new String[] {"psql", "pg_isready"}) {
            pod.program(
                    program,
                    "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\" >>arguments\nPATH=${PATH#*:}\nexec " + program
                            + " \"$@\"\n");
        }

        expect(0, "is ready");

        assertThat(pod.read("arguments"))
                .contains("psql", "schema=" + schema)
                .doesNotContain("pass word", "pass%20word");
    }

    private PodDirectory.Outcome expect(int exitCode, String said) throws IOException, InterruptedException {
        var outcome = pod.initSchema(shell, Map.of("FREQTRADE_SCHEMA", schema, "BOTFLEET_DATABASE_WAIT_SECONDS", "1"));
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(exitCode);
        assertThat(outcome.output()).contains(said).doesNotContain(PASSWORD).doesNotContain("pass%20word");
        return outcome;
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
