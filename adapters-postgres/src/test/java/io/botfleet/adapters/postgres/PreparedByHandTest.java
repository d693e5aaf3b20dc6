package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code infra/postgres/prepare.sql}, which people run, leaves what {@link DatabaseBootstrap} does. */
class PreparedByHandTest {
    private static final Path FILE =
            Path.of("../infra/postgres/prepare.sql").toAbsolutePath().normalize();
    private static final Secret PASSWORD = Secret.of("administrators-password");

    private static final List<String> OF_THE_SERVER = List.of("""
            SELECT rolname || ' ' || rolsuper || rolinherit || rolcreaterole || rolcreatedb || rolcanlogin || rolreplication
                || rolbypassrls || ' ' || rolconnlimit FROM pg_roles WHERE rolname LIKE 'botfleet%' ORDER BY 1
            """, """
            SELECT roleid::regrole || ' to ' || member::regrole || ' by ' || grantor::regrole || ' ' || admin_option
                || inherit_option || set_option
            FROM pg_auth_members WHERE roleid::regrole::text !~ '^pg_' OR member::regrole::text ~ '^botfleet' ORDER BY 1
            """, """
            SELECT datname || ' of ' || datdba::regrole || ' ' || coalesce(datacl::text, 'as made')
            FROM pg_database ORDER BY 1
            """);

    private static final String OF_THE_DATABASE =
            "SELECT nspname || ' ' || nspacl::text FROM pg_namespace WHERE nspname = 'public'";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "master"})
    void leavesWhatThePlatformWouldHaveMade(String administrator) throws Exception {
        List<String> byHand = leftBy(administrator, "by-hand", place -> {
            run(place, administrator);
            run(place, administrator);
        });
        List<String> byItself =
                leftBy(administrator, "by-itself", place -> new DatabaseBootstrap(place, administrator, PASSWORD)
                        .prepare(Secret.of("platforms-password")));

        assertThat(byHand).isEqualTo(byItself);
        assertThat(byHand)
                .anyMatch(line ->
                        line.startsWith("freqtrade_multi of botfleet {botfleet=CTc/botfleet,botfleet_tenants=c/"))
                .anyMatch(line -> line.startsWith("botfleet_tenants to botfleet"));
    }

    private interface Preparing {
        void on(Place place) throws Exception;
    }

    private List<String> leftBy(String administrator, String name, Preparing preparing) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve(name), PASSWORD, 0);
        try {
            Place place = new Place("127.0.0.1", server.port(), Place.DATABASE);
            if (!administrator.equals(EmbeddedPostgres.ADMINISTRATOR)) {
                ask(
                        place.database("postgres"),
                        "CREATE ROLE " + administrator + " LOGIN CREATEROLE CREATEDB PASSWORD '" + PASSWORD.reveal()
                                + "'");
            }
            preparing.on(place);
            List<String> left = new ArrayList<>();
            for (String question : OF_THE_SERVER) {
                left.addAll(ask(place.database("postgres"), question));
            }
            left.addAll(ask(place, OF_THE_DATABASE));
            return left;
        } finally {
            server.stop();
        }
    }

    private static List<String> ask(Place place, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        place.jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, PASSWORD.reveal());
                Statement statement = connection.createStatement()) {
            List<String> answers = new ArrayList<>();
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        answers.add(rows.getString(1));
                    }
                }
            }
            return answers;
        }
    }

    private void run(Place place, String administrator) throws IOException, InterruptedException {
        assertThat(FILE).isReadable();
        Path output = folder.resolve("psql.log");
        ProcessBuilder psql = new ProcessBuilder(
                        "psql",
                        "--no-psqlrc",
                        "host=127.0.0.1 port=" + place.port() + " dbname=postgres user=" + administrator,
                        "--file",
                        FILE.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        psql.environment().put("PGPASSWORD", PASSWORD.reveal());
        int status = psql.start().waitFor();
        assertThat(status).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    }
}
