package io.botfleet.bootstrap.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Looks at a local platform's surroundings without the platform: its processes, its repository, its database. */
public final class LocalInspection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory directory;
    private final Supplier<String> jdbcUrl;

    public LocalInspection(LocalPlatform platform) {
        this(platform.directory(), () -> platform.database().jdbcUrl());
    }

    /** From outside of the platform's process, by what it wrote down for programs. */
    public LocalInspection(DataDirectory directory) {
        this(directory, () -> jdbcUrl(directory));
    }

    private LocalInspection(DataDirectory directory, Supplier<String> jdbcUrl) {
        this.directory = directory;
        this.jdbcUrl = jdbcUrl;
    }

    private static String jdbcUrl(DataDirectory directory) {
        try {
            return JSON.readTree(Files.readAllBytes(directory.platformJson()))
                    .required("jdbcUrl")
                    .asText();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** How many bots run for the client; never more than one, if all is well. */
    public long bots(ClientId client) {
        String folder = pod(client) + "/";
        return ProcessHandle.allProcesses()
                .map(CommandLines::of)
                .filter(command -> command.contains(folder) && command.contains(" trade "))
                .count();
    }

    /** The command by which a client's bot runs, as the file says that its process was started with. */
    public Optional<String> runningCommand(ClientId client) throws IOException {
        if (!hasProcess(client)) {
            return Optional.empty();
        }
        Path config = pod(client).resolve("volumes").resolve("config").resolve("config.json");
        String name;
        try {
            name = JSON.readTree(Files.readAllBytes(config)).path("bot_name").asText();
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
        return name.startsWith(client.value() + ".")
                ? Optional.of(name.substring(client.value().length() + 1))
                : Optional.empty();
    }

    /** Whether any process of the client's bot is there. */
    public boolean hasProcess(ClientId client) {
        return hasProcess(WorkloadId.ofBot(client));
    }

    private boolean hasProcess(WorkloadId workload) {
        String folder = pod(workload) + "/";
        return ProcessHandle.allProcesses()
                .anyMatch(process -> CommandLines.of(process).contains(folder));
    }

    private Path pod(ClientId client) {
        return pod(WorkloadId.ofBot(client));
    }

    private Path pod(WorkloadId workload) {
        return directory.root().resolve("pods").resolve(workload.name());
    }

    /** Whether the repository's branch has a values file for the client. */
    public boolean hasValues(ClientId client) throws IOException, InterruptedException {
        return hasFile(RepositoryPath.ofBot(client));
    }

    /** Whether a backtest has values in the repository, or a process. */
    public boolean hasBacktest(ClientId client, CommandId backtest) throws IOException, InterruptedException {
        return hasProcess(WorkloadId.ofBacktest(client, backtest))
                || hasFile(RepositoryPath.ofBacktest(client, backtest));
    }

    private boolean hasFile(RepositoryPath path) throws IOException, InterruptedException {
        Process git = new ProcessBuilder(
                        "git", "-C", directory.repository().toString(), "cat-file", "-e", "main:" + path)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return git.waitFor() == 0;
    }

    /** What the database has of the client; asked as its administrator, past the platform. */
    public TenantState tenant(ClientId client) throws IOException {
        String password = LocalSecrets.read(new LocalSecrets(directory).databaseAdministrator())
                .reveal();
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl.get(), EmbeddedPostgres.ADMINISTRATOR, password);
                Statement statement = connection.createStatement()) {
            String schemas = "('" + client.schema() + "', '" + client.dryRunSchema() + "')";
            Map<String, Long> rows = new TreeMap<>();
            for (String table : strings(
                    statement,
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                            + " WHERE schemaname IN " + schemas)) {
                rows.put(
                        table,
                        Long.valueOf(strings(statement, "SELECT count(*) FROM " + table)
                                .getFirst()));
            }
            Map<String, String> firstBots = new TreeMap<>();
            for (String schema : List.of(client.schema(), client.dryRunSchema())) {
                String store = schema + ".\"KeyValueStore\"";
                if (rows.containsKey(store)) {
                    strings(statement, "SELECT datetime_value::text FROM " + store + " WHERE key = 'bot_start_time'")
                            .forEach(moment -> firstBots.put(schema, moment));
                }
            }
            return new TenantState(
                    !strings(statement, "SELECT rolname FROM pg_roles WHERE rolname = '" + client.role() + "'")
                            .isEmpty(),
                    Set.copyOf(
                            strings(statement, "SELECT nspname::text FROM pg_namespace WHERE nspname IN " + schemas)),
                    rows,
                    firstBots);
        } catch (SQLException problem) {
            throw new IOException("the database can't be read", problem);
        }
    }

    private static List<String> strings(Statement statement, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** The lines that the client's bots wrote down of their starts and ends, in the order in which they were written. */
    public List<String> lives(ClientId client) throws IOException {
        Path file = directory.lives().resolve(client.value() + ".log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
