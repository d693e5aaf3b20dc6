package io.botfleet.adapters.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.local.process.Signals;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that does not end as it should, or is asked to before it is ready. */
class EndingPostgresTest {
    private static final Secret PASSWORD = Secret.of("correct-horse-battery-staple");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 20;

    /** One for all tests that do not look at how it is made: making it is what takes time. */
    @TempDir
    private static Path directory;

    @TempDir
    private Path fresh;

    @AfterEach
    void nothingIsLeft() {
        EmbeddedPostgres.end(data(), Duration.ZERO);
        EmbeddedPostgres.end(fresh.resolve("postgres"), Duration.ZERO);
    }

    @Test
    void killsAServerThatHangsWithoutLosingWhatItAcknowledged() throws Exception {
        EmbeddedPostgres first = start();
        try (Connection connected = connect(first);
                Statement statement = connected.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS kept");
            statement.execute("CREATE TABLE kept (number int)");
            statement.execute("INSERT INTO kept VALUES (1), (2)");
            assertThat(first.answers(SOON)).isTrue();
            List<ProcessHandle> all = new ServerProcesses(data()).running();
            assertThat(all).hasSizeGreaterThan(3);
            assertThat(all.getFirst().pid()).isEqualTo(first.pid());
            for (ProcessHandle process : all) {
                Signals.send("STOP", process);
            }

            assertThat(first.answers(Duration.ofMillis(300))).isFalse();
            long begun = System.nanoTime();
            first.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(EmbeddedPostgres.livesOn(data())).isFalse();
            assertThat(first.isRunning()).isFalse();
        }

        assertThat(count(start())).isEqualTo(2);
    }

    @Test
    void endsAServerWhosePostmasterIsGone() throws Exception {
        EmbeddedPostgres server = start();
        List<ProcessHandle> children = new ServerProcesses(data())
                .running().stream()
                        .filter(process -> process.pid() != server.pid())
                        .toList();
        for (ProcessHandle process : children) {
            Signals.send("STOP", process);
        }
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        postmaster.destroyForcibly();
        comesTrue(() -> !server.isRunning());

        assertThat(EmbeddedPostgres.attach(data())).isEmpty();
        assertThat(EmbeddedPostgres.livesOn(data())).isTrue();
        EmbeddedPostgres.end(data(), Duration.ZERO);

        assertThat(EmbeddedPostgres.livesOn(data())).isFalse();
        assertThat(start().isRunning()).isTrue();
    }

    /** A smart shutdown waits for its clients (PostgreSQL's documentation, "Shutting Down the Server"). */
    @Test
    void endsAServerThatIsStopping() throws Exception {
        EmbeddedPostgres server = start();
        try (Connection _ = connect(server)) {
            Signals.send("TERM", ProcessHandle.of(server.pid()).orElseThrow());
            comesTrue(() -> EmbeddedPostgres.attach(data()).isEmpty());
            assertThat(EmbeddedPostgres.livesOn(data())).isTrue();

            EmbeddedPostgres.end(data(), SOON);
        }

        assertThat(EmbeddedPostgres.livesOn(data())).isFalse();
        assertThat(Files.readString(data().resolve("server.log")))
                .contains("fast shutdown request", "database system is shut down");
    }

    @Test
    void startsOnceAServerThatIsStoppingHasEnded() throws Exception {
        EmbeddedPostgres first = start();
        FutureTask<EmbeddedPostgres> second = new FutureTask<>(EndingPostgresTest::start);
        try (Connection _ = connect(first)) {
            Signals.send("TERM", ProcessHandle.of(first.pid()).orElseThrow());
            comesTrue(() -> EmbeddedPostgres.attach(data()).isEmpty());
            Thread.ofPlatform().start(second);
            comesTrue(() -> Stream.of(Thread.getAllStackTraces().values())
                    .flatMap(traces -> traces.stream())
                    .flatMap(Stream::of)
                    .anyMatch(frame -> frame.getMethodName().equals("awaitSettled")));
        }

        assertThat(second.get(SOON.toSeconds(), TimeUnit.SECONDS).pid()).isNotEqualTo(first.pid());
    }

    @Test
    void takesNoOtherProcessForAServer() throws Exception {
        EmbeddedPostgres server = start();
        List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
        EmbeddedPostgres.end(data(), Duration.ZERO);
        Process other =
                new ProcessBuilder("sleep", "60").directory(data().toFile()).start();
        try {
            lines.set(0, Long.toString(other.pid()));
            Files.write(data().resolve("postmaster.pid"), lines);

            assertThat(EmbeddedPostgres.livesOn(data())).isFalse();
            assertThat(EmbeddedPostgres.attach(data())).isEmpty();
            EmbeddedPostgres.end(data(), Duration.ZERO);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void leavesNothingOfADirectoryThatItWasInterruptedInMaking() throws Exception {
        interrupted(fresh.resolve("postgres"), () -> listed().anyMatch(name -> name.startsWith(".postgres-")));

        assertThat(listed()).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(fresh.toString())))
                .isEmpty();
    }

    @Test
    void removesWhatSomebodyLeftWhoWasKilledInMakingADirectory() throws Exception {
        Files.createDirectories(fresh.resolve(".postgres-4711/base"));

        EmbeddedPostgres.start(fresh.resolve("postgres"), PASSWORD, 0).stop();

        assertThat(listed()).containsExactly("postgres");
    }

    @Test
    void leavesNoServerThatItWasInterruptedInStarting() throws Exception {
        start().stop();

        interrupted(data(), () -> EmbeddedPostgres.livesOn(data()));

        assertThat(EmbeddedPostgres.livesOn(data())).isFalse();
        assertThat(start().isRunning()).isTrue();
    }

    /** Starts a server in another thread and interrupts it at a moment before it is ready. */
    private static void interrupted(Path data, Callable<Boolean> moment) throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            FutureTask<EmbeddedPostgres> starting = new FutureTask<>(() -> EmbeddedPostgres.start(data, PASSWORD, 0));
            Thread thread = Thread.ofPlatform().start(starting);
            long end = System.nanoTime() + SOON.toNanos();
            while (!moment.call() && !starting.isDone()) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            thread.interrupt();
            try {
                // On a busy machine it may have been ready before anybody saw it start.
                starting.get(SOON.toSeconds(), TimeUnit.SECONDS).stop();
            } catch (ExecutionException failed) {
                assertThat(failed).hasCauseInstanceOf(Unavailable.class).hasMessageContaining("interrupted");
                return;
            }
        }
        throw new AssertionError("each of " + ATTEMPTS + " servers was ready before it was interrupted");
    }

    private Stream<String> listed() throws IOException {
        try (Stream<Path> files = Files.list(fresh)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    private static void comesTrue(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time is left").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static Path data() {
        return directory.resolve("postgres");
    }

    private static EmbeddedPostgres start() {
        return EmbeddedPostgres.start(data(), PASSWORD, 0);
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, PASSWORD.reveal());
    }

    private static int count(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
