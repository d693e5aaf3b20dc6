package io.botfleet.bootstrap.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code down} sees and ends of a PostgreSQL that is not as it should be. */
class DownTest {
    private static final String HOME = "botfleet.home";
    private static final Secret PASSWORD = Secret.of("correct-horse-battery-staple");

    /** One for all, since making its database takes a while. */
    @TempDir
    private static Path folder;

    private DataDirectory directory;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void startPostgres() {
        System.setProperty(HOME, folder.toString());
        directory = new DataDirectory(folder.resolve("data"));
        directory.prepare();
        postgres = EmbeddedPostgres.start(directory.postgres(), PASSWORD, 0);
    }

    @AfterEach
    void end() {
        EmbeddedPostgres.end(directory.postgres(), Duration.ZERO);
        System.clearProperty(HOME);
    }

    /** A smart shutdown waits for its clients (PostgreSQL's documentation, "Shutting Down the Server"). */
    @Test
    void endsOneThatIsStopping() throws Exception {
        try (Connection _ =
                DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, PASSWORD.reveal())) {
            signal("TERM", Stream.of(server()));
            while (EmbeddedPostgres.attach(directory.postgres()).isPresent()) {
                Thread.sleep(10);
            }

            List<String> ended = LocalPlatform.down(directory);

            assertThat(ended).containsExactly("postgresql");
        }
        assertThat(EmbeddedPostgres.livesOn(directory.postgres())).isFalse();
    }

    @Test
    void endsOneThatHangs() throws Exception {
        signal("STOP", Stream.concat(Stream.of(server()), server().descendants()));
        long begun = System.nanoTime();

        List<String> ended = LocalPlatform.down(directory);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(ended).containsExactly("postgresql");
        assertThat(EmbeddedPostgres.livesOn(directory.postgres())).isFalse();
    }

    private ProcessHandle server() {
        return ProcessHandle.of(postgres.pid()).orElseThrow();
    }

    private static void signal(String name, Stream<ProcessHandle> processes) throws IOException, InterruptedException {
        for (ProcessHandle process : processes.toList()) {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }
}
