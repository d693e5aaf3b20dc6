package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL on loopback that keeps what it acknowledged: passwords by SCRAM, {@code fsync} and
 * {@code synchronous_commit} on.
 *
 * <p>It runs in a session of its own and outlives this process; {@link #attach} finds it again. Its log is
 * {@code server.log} in the data directory and never holds a statement, since statements may hold secrets.
 */
public final class EmbeddedPostgres {
    /** The superuser's name. */
    public static final String ADMINISTRATOR = "postgres";

    private static final Duration START = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 60;
    private static final int ATTEMPTS = 5;
    private static final long LARGEST_LOG = 16L << 20;

    /** What every server is started with; PostgreSQL's documentation, chapter "Server Configuration". */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "300"),
            // For three replicas of the platform, however many connections its tenants hold.
            Map.entry("reserved_connections", "40"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_statement", "none"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_parameter_max_length", "0"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_checkpoints", "off"));

    private final PostgresBinaries binaries;
    private final Path dataDirectory;
    private final Postmaster postmaster;

    private EmbeddedPostgres(PostgresBinaries binaries, Path dataDirectory, Postmaster postmaster) {
        this.binaries = binaries;
        this.dataDirectory = dataDirectory;
        this.postmaster = postmaster;
    }

    /**
     * Starts the server of a data directory, made anew where there is none, and waits until it takes connections; one
     * that runs already is taken as it is.
     *
     * <p>Throws {@link Permanent} where it can't be started at all, {@link Unavailable} where it did not get ready.
     *
     * @param administratorPassword set when the directory is made; later starts do not change it
     * @param port 0 for any free one
     */
    public static EmbeddedPostgres start(Path dataDirectory, Secret administratorPassword, int port) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        PostgresBinaries binaries = PostgresBinaries.in(PostgresBinaries.userCache());
        try {
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(binaries, data, administratorPassword);
            }
            for (int attempt = 1; ; attempt++) {
                Optional<EmbeddedPostgres> running = attach(data);
                if (running.isPresent()) {
                    return running.get();
                }
                int chosen = port == 0 ? freePort() : port;
                Process process = launch(binaries, data, chosen);
                Optional<Postmaster> ready = awaitReady(process, data);
                if (ready.isPresent()) {
                    return new EmbeddedPostgres(binaries, data, ready.get());
                }
                // Somebody took the port in between, or the children of a killed server are still ending.
                if (attempt == ATTEMPTS) {
                    throw new Unavailable(
                            "PostgreSQL ended while starting; " + data.resolve("server.log") + " says why");
                }
                Thread.sleep(200L * attempt);
            }
        } catch (IOException problem) {
            throw new Permanent("PostgreSQL can't be started in " + data + ": " + problem, problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while PostgreSQL was starting", interrupted);
        }
    }

    /** The server that runs on a data directory, whoever started it; empty where none does. */
    public static Optional<EmbeddedPostgres> attach(Path dataDirectory) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        return Postmaster.in(data)
                .filter(Postmaster::ready)
                .filter(found -> found.process().isPresent())
                .map(found -> new EmbeddedPostgres(PostgresBinaries.in(PostgresBinaries.userCache()), data, found));
    }

    /** Ends it by a fast shutdown: connections are cut, what was acknowledged is kept. Harmless where it has ended. */
    public void stop() {
        Optional<ProcessHandle> server = postmaster.process();
        if (server.isEmpty()) {
            return;
        }
        try {
            List<String> command = ChildCommand.unprivileged(
                    binaries.program("pg_ctl"),
                    List.of(
                            "stop",
                            "--pgdata=" + dataDirectory,
                            "--mode=fast",
                            "--wait",
                            "--timeout=" + STOP_SECONDS,
                            "--silent"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor();
            // pg_ctl is content when the file with the process id is gone; the process ends a moment later.
            server.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new Unavailable("PostgreSQL in " + dataDirectory + " did not stop", late);
        } catch (IOException problem) {
            throw new Permanent("PostgreSQL can't be stopped: " + problem, problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while PostgreSQL was stopping", interrupted);
        }
    }

    public boolean isRunning() {
        return postmaster.process().isPresent();
    }

    public long pid() {
        return postmaster.pid();
    }

    /** When the server began, to the second; with the process id it tells this server from any other process. */
    public Instant startedAt() {
        return postmaster.startedAt();
    }

    public int port() {
        return postmaster.port();
    }

    /** The URL of the database {@code postgres}, without user or password. */
    public String jdbcUrl() {
        return jdbcUrl(ADMINISTRATOR);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** Makes the directory beside and renames it, so that one that exists is complete. */
    private static void initialise(PostgresBinaries binaries, Path data, Secret password)
            throws IOException, InterruptedException {
        Files.createDirectories(data.resolveSibling(""));
        Path beside = Files.createTempDirectory(data.resolveSibling(""), "." + data.getFileName() + "-");
        List<String> arguments = List.of(
                "--pgdata=" + beside,
                "--username=" + ADMINISTRATOR,
                "--auth=scram-sha-256",
                // Through a pipe: the password is in no file and in no argument.
                "--pwfile=/dev/stdin",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        try {
            Process process = new ProcessBuilder(ChildCommand.unprivileged(binaries.program("initdb"), arguments))
                    .redirectErrorStream(true)
                    .start();
            try (var input = process.getOutputStream()) {
                input.write((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Permanent("initdb failed: " + output);
            }
            Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PostgresBinaries.delete(beside);
        }
    }

    private static Process launch(PostgresBinaries binaries, Path data, int port) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(
                ChildCommand.inOwnSession(ChildCommand.unprivileged(binaries.program("postgres"), arguments)));
        // A stale postmaster.pid may name a process id that something else has now; PostgreSQL would take that for
        // itself and refuse, unless told so (CreateLockFile in its src/backend/utils/init/miscinit.c). It still
        // refuses while children of the killed server live.
        Postmaster.in(data).filter(stale -> stale.process().isEmpty()).ifPresent(stale -> builder.environment()
                .put("PG_GRANDPARENT_PID", Long.toString(stale.pid())));
        Path log = data.resolve("server.log");
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(log, data.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return builder.directory(data.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Empty where the process ended before it was ready. */
    private static Optional<Postmaster> awaitReady(Process process, Path data) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (process.isAlive()) {
            Optional<Postmaster> found = Postmaster.in(data)
                    .filter(written -> written.pid() == process.pid())
                    .filter(Postmaster::ready);
            if (found.isPresent()) {
                return found;
            }
            if (System.nanoTime() > end) {
                process.destroy();
                throw new Unavailable("PostgreSQL in " + data + " was not ready in " + START.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
        return Optional.empty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
