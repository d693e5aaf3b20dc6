package io.botfleet.bootstrap.local;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a local platform's surroundings without the platform: its processes, its repository, its database. */
public final class LocalInspection {
    private final LocalPlatform platform;

    public LocalInspection(LocalPlatform platform) {
        this.platform = platform;
    }

    /** The command by which a client's bot runs, as the configuration of the process itself names it. */
    public Optional<String> runningCommand(ClientId client) throws IOException {
        List<String> bots = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(podFolder(client)))
                .map(process -> process.info().commandLine().orElse(""))
                .toList();
        if (bots.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> values = values(client);
        return values.flatMap(text -> text.lines()
                .filter(line -> line.startsWith("commandId:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findFirst());
    }

    /** Whether any process of the client's pod is there. */
    public boolean hasProcess(ClientId client) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(podFolder(client)));
    }

    private String podFolder(ClientId client) {
        return platform.directory().root().resolve("pods").resolve(client.value()).toString();
    }

    public boolean hasValues(ClientId client) throws IOException, InterruptedException {
        return values(client).isPresent();
    }

    private Optional<String> values(ClientId client) throws IOException {
        Process git = new ProcessBuilder(
                        "git",
                        "-C",
                        platform.directory().repository().toString(),
                        "show",
                        "main:" + RepositoryPath.ofBot(client))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return git.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /** How many rows the client's schemas hold. */
    public long rows(ClientId client) throws IOException {
        String password = LocalSecrets.read(platform.secrets().databaseAdministrator()).reveal();
        try (Connection connection = DriverManager.getConnection(
                        platform.database().jdbcUrl(), EmbeddedPostgres.ADMINISTRATOR, password);
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
