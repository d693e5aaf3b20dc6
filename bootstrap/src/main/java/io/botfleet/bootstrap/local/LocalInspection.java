package io.botfleet.bootstrap.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at a local platform's surroundings without the platform: its processes, its repository, its database. */
public final class LocalInspection {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory directory;
    private final Supplier<String> jdbcUrl;

    public LocalInspection(LocalPlatform platform) {
        this(platform.directory(), () -> platform.database().jdbcUrl());
    }

    /** @param jdbcUrl asked only when the database is looked into */
    public LocalInspection(DataDirectory directory, Supplier<String> jdbcUrl) {
        this.directory = directory;
        this.jdbcUrl = jdbcUrl;
    }

    /** How many bots run for the client; never more than one, if all is well. */
    public long bots(ClientId client) {
        String folder = pod(client) + "/";
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(folder) && command.contains(" trade "))
                .count();
    }

    /** The command by which a client's bot runs, as the file says that its process was started with. */
    public Optional<String> runningCommand(ClientId client) throws IOException {
        if (!hasProcess(client)) {
            return Optional.empty();
        }
        Path config = pod(client).resolve("volumes").resolve("config").resolve("config.json");
        String name = JSON.readTree(Files.readAllBytes(config)).path("bot_name").asText();
        return name.startsWith(client.value() + ".")
                ? Optional.of(name.substring(client.value().length() + 1))
                : Optional.empty();
    }

    /** Whether any process of the client's pod is there. */
    public boolean hasProcess(ClientId client) {
        String folder = pod(client) + "/";
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(folder));
    }

    private Path pod(ClientId client) {
        return directory.root().resolve("pods").resolve(client.value());
    }

    /** Whether the repository's branch has a values file for the client. */
    public boolean hasValues(ClientId client) throws IOException, InterruptedException {
        Process git = new ProcessBuilder(
                        "git",
                        "-C",
                        directory.repository().toString(),
                        "cat-file",
                        "-e",
                        "main:" + RepositoryPath.ofBot(client))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return git.waitFor() == 0;
    }

    /** How many rows the client's schemas hold. */
    public long rows(ClientId client) throws IOException {
        String password = LocalSecrets.read(new LocalSecrets(directory).databaseAdministrator())
                .reveal();
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl.get(), EmbeddedPostgres.ADMINISTRATOR, password);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                            + " WHERE schemaname IN ('" + client.schema() + "', '" + client.dryRunSchema() + "')")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            long rows = 0;
            for (String table : tables) {
                try (ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    counted.next();
                    rows += counted.getLong(1);
                }
            }
            return rows;
        } catch (SQLException problem) {
            throw new IOException("the database can't be read", problem);
        }
    }
}
