package io.botfleet.adapters.local.postgres;

import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final int SSL_REQUEST = 80_877_103;
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
            Map.entry("reserved_connections", "50"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_statement", "none"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_parameter_max_length", "0"),
            Map.entry("log_parameter_max_length_on_error", "0"),
            Map.entry("log_checkpoints", "off"));

    private final Path dataDirectory;
    private final Postmaster postmaster;

    private EmbeddedPostgres(Path dataDirectory, Postmaster postmaster) {
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
                NewDataDirectory.make(binaries, data, ADMINISTRATOR, administratorPassword);
            }
            for (int attempt = 1; ; attempt++) {
                Optional<EmbeddedPostgres> running = awaitSettled(data);
                if (running.isPresent()) {
                    return running.get();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("before it was launched");
                }
                int chosen = port == 0 ? freePort() : port;
                Process process = launch(binaries, data, chosen);
                Optional<Postmaster> ready = awaitReady(process, data);
                if (ready.isPresent()) {
                    return new EmbeddedPostgres(data, ready.get());
                }
                // Somebody took the port in between.
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
                .filter(Postmaster::isAlive)
                .map(found -> new EmbeddedPostgres(data, found));
    }

    /** Whether any server lives on a data directory: also one that is starting or stopping, or hangs. */
    public static boolean livesOn(Path dataDirectory) {
        return !processes(dataDirectory).running().isEmpty();
    }

    /**
     * Ends whatever server lives on a data directory, ready or not: by a fast shutdown, which cuts connections, and by
     * SIGKILL once the grace is over; what was acknowledged is kept by either. Harmless where there is none. Throws
     * {@link Unavailable} where it is still there two seconds later.
     */
    public static void end(Path dataDirectory, Duration grace) {
        processes(dataDirectory).end(grace);
    }

    private static ServerProcesses processes(Path dataDirectory) {
        return new ServerProcesses(dataDirectory.toAbsolutePath().normalize());
    }

    /** Ends it as {@link #end} does, with a grace of four seconds. Harmless where it has ended. */
    public void stop() {
        if (isRunning()) {
            end(dataDirectory, GRACE);
        }
    }

    /**
     * Whether the server answers the first message that a client may send (an SSLRequest; PostgreSQL's documentation,
     * "Message Formats") within the time. One whose processes are stopped is silent, although it takes connections.
     */
    public boolean answers(Duration time) {
        int patience = Math.toIntExact(time.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), patience);
            socket.setSoTimeout(patience);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(Integer.BYTES * 2)
                            .putInt(Integer.BYTES * 2)
                            .putInt(SSL_REQUEST)
                            .array());
            return socket.getInputStream().read() >= 0;
        } catch (IOException silent) {
            return false;
        }
    }

    public boolean isRunning() {
        return postmaster.isAlive();
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

    /** The server that runs, once it is ready; empty once none lives. Neither two nor one that is ending are any use. */
    private static Optional<EmbeddedPostgres> awaitSettled(Path data) throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (livesOn(data)) {
            Optional<EmbeddedPostgres> running = attach(data);
            if (running.isPresent()) {
                return running;
            }
            if (System.nanoTime() - end > 0) {
                throw new Unavailable("a PostgreSQL that was left in " + data + " does neither get ready nor end; "
                        + data.resolve("server.log") + " may say why, and ./botfleet down kills it");
            }
            Thread.sleep(50);
        }
        return Optional.empty();
    }

    private static Process launch(PostgresBinaries binaries, Path data, int port) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(
                ChildCommand.inOwnSession(ChildCommand.unprivileged(binaries.program("postgres"), arguments)));
        // A stale postmaster.pid may name a process id that something else has now; PostgreSQL would take that for
        // itself and refuse, unless told so (CreateLockFile in its src/backend/utils/init/miscinit.c). It still
        // refuses while children of the killed server live.
        Postmaster.in(data).filter(stale -> !stale.isAlive()).ifPresent(stale -> builder.environment()
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
                ChildCommand.kill(process);
                throw new Unavailable("PostgreSQL in " + data + " was not ready in " + START.toSeconds() + " s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                ChildCommand.kill(process);
                throw interrupted;
            }
        }
        return Optional.empty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
