package io.botfleet.adapters.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Secret PASSWORD = Secret.of("correct-horse-battery-staple");

    @TempDir
    Path directory;

    @AfterEach
    void stopWhatStillRuns() {
        EmbeddedPostgres.attach(data()).ifPresent(EmbeddedPostgres::stop);
    }

    @Test
    void takesConnectionsWithTheRightPasswordOnly() throws Exception {
        EmbeddedPostgres postgres = start();

        assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        assertThatThrownBy(() -> connect(postgres, Secret.of("wrong")).close())
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo("28P01"));
    }

    @Test
    void isDurableAndListensOnLoopbackOnly() throws Exception {
        EmbeddedPostgres postgres = start();

        assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
        assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
        assertThat(query(postgres, "SHOW reserved_connections")).isEqualTo("50");
    }

    @Test
    void writesThePasswordNowhere() throws Exception {
        EmbeddedPostgres postgres = start();
        query(postgres, "SELECT 1");
        assertThatThrownBy(() -> query(postgres, "SELECT 'planted-secret' FROM nowhere"))
                .isInstanceOf(SQLException.class);
        postgres.stop();

        assertThat(filesHolding(PASSWORD.reveal())).isEmpty();
        assertThat(filesHolding("planted-secret")).isEmpty();
    }

    @Test
    void runsInASessionOfItsOwn() throws Exception {
        EmbeddedPostgres postgres = start();

        String session = statField(postgres.pid(), 3);
        assertThat(session).isEqualTo(Long.toString(postgres.pid()));
        assertThat(postgres.startedAt()).isBetween(Instant.now().minusSeconds(120), Instant.now());
    }

    @Test
    void isFoundAgainOnItsDataDirectoryInsteadOfBeingStartedTwice() {
        EmbeddedPostgres first = start();

        EmbeddedPostgres second = start();

        assertThat(second.pid()).isEqualTo(first.pid());
        assertThat(second.port()).isEqualTo(first.port());
    }

    @Test
    void keepsAcknowledgedRowsWhenItIsKilled() throws Exception {
        EmbeddedPostgres first = start();
        query(first, "CREATE TABLE kept (number int); INSERT INTO kept VALUES (1); INSERT INTO kept VALUES (2)");

        kill(first);
        EmbeddedPostgres second = start();

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(query(second, "SELECT count(*) FROM kept")).isEqualTo("2");
    }

    @Test
    void startsAgainWhenAnotherProcessHasTheKilledServersId() throws Exception {
        EmbeddedPostgres first = start();
        kill(first);
        Path file = data().resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(file);
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);

        assertThat(EmbeddedPostgres.attach(data())).isEmpty();
        assertThat(query(start(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void stopsWhileClientsAreConnectedAndStoppingTwiceIsHarmless() throws Exception {
        EmbeddedPostgres postgres = start();
        try (Connection connected = connect(postgres, PASSWORD)) {
            Instant before = Instant.now();
            postgres.stop();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThat(connected.isValid(1)).isFalse();
        }
        postgres.stop();

        assertThat(postgres.isRunning()).isFalse();
        assertThat(EmbeddedPostgres.attach(data())).isEmpty();
    }

    @Test
    void takesTheGivenPort() throws Exception {
        int port;
        try (var socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        EmbeddedPostgres postgres = EmbeddedPostgres.start(data(), PASSWORD, port);

        assertThat(postgres.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    }

    private Path data() {
        return directory.resolve("postgres");
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(data(), PASSWORD, 0);
    }

    private static void kill(EmbeddedPostgres postgres) throws Exception {
        ProcessHandle process = ProcessHandle.of(postgres.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
    }

    private static Connection connect(EmbeddedPostgres postgres, Secret password) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, password.reveal());
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres, PASSWORD);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private List<Path> filesHolding(String text) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> regular = files.filter(Files::isRegularFile).toList();
            assertThat(regular).hasSizeGreaterThan(500);
            return regular.stream().filter(file -> holds(file, text)).toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    /** Field {@code index} after the command's name in {@code /proc/PID/stat} (proc(5)). */
    private static String statField(long pid, int index) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[index];
    }
}
