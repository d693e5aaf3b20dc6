package io.botfleet.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An exchange's credentials are nowhere but where the bot itself reads them, and one client's are not another's. */
class SecretsIT {
    private static final Planted KEY = new Planted("Pk4+7/planted=Key-vQ9Zr2Lm8Xw1Tn5Bd");
    private static final Planted SECRET = new Planted("Ps6+3/planted=Secret-hY2Uc7Gf4Jq0Ke8Wz");

    @RegisterExtension
    private static final SharedPlatform SHARED = new SharedPlatform();

    @TempDir
    private static Path folder;

    private static RealPlatform platform;
    /** A dry run with the planted credentials. */
    private static String dry = "";
    /** The command that started it. */
    private static String planting = "";
    /** A bot with real money and the same credentials. */
    private static String live = "";
    /** A bot without any. */
    private static String other = "";

    /** Two more commands with the credentials leave nothing to run: a start that is stopped, and one that fails. */
    @BeforeAll
    static void plant(RealPlatform shared) throws Exception {
        platform = shared;
        Path credentials = folder.resolve("credentials.json");
        Files.createFile(
                credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(credentials, """
                {"apiKey": "%s", "secretKey": "%s"}
                """.formatted(KEY.secret(), SECRET.secret()));
        String[] planted = {"--credentials-file", credentials.toString()};
        start(0, "carol", planted);
        planting = platform.newest();
        dry = platform.clientOf(planting);
        start(0, "frank", "--live", planted[0], planted[1]);
        live = platform.clientOf(platform.newest());
        start(0, "dan");
        other = platform.clientOf(platform.newest());
        start(0, "heidi", planted);
        Installed.Ran stop = platform.sendStop("heidi");
        assertThat(stop.exitCode()).as(stop.output()).isZero();
        Installed.Ran failed = start(1, "heidi", "--strategy", "NoSuchStrategy", planted[0], planted[1]);
        assertThat(failed.output()).contains("rolled back");
    }

    private static Installed.Ran start(int exitCode, String wallet, String... more) throws Exception {
        Installed.Ran ran = platform.sendStart(wallet, more);
        assertThat(ran.exitCode()).as(ran.output()).isEqualTo(exitCode);
        assertPlantedIn(ran.output().getBytes(StandardCharsets.UTF_8), false, "what `send` printed");
        return ran;
    }

    /** Otherwise a scan could pass because it can't find anything. */
    @Test
    void areFoundInEveryFormWhereTheyAre() {
        String secret = SECRET.secret();
        assertPlantedIn(secret.getBytes(StandardCharsets.UTF_8), true, "raw");
        for (String before : List.of("", "a", "bc", "def")) {
            byte[] document = (before + "{\"x\":\"" + secret + "\"}").getBytes(StandardCharsets.UTF_8);
            assertPlantedIn(Base64.getEncoder().encode(document), true, "base64 after " + before);
        }
        assertPlantedIn("Ps6%2B3%2Fplanted%3DSecret-hY2Uc7Gf4Jq0Ke8Wz".getBytes(StandardCharsets.UTF_8), true, "URL");
        assertPlantedIn("nothing of it".getBytes(StandardCharsets.UTF_8), false, "other text");
    }

    @Test
    void areInNoFileButTheBotsOwn() throws Exception {
        List<Path> found = new ArrayList<>();
        int looked = 0;
        for (Path file : files(platform.data())) {
            try {
                looked++;
                if (isPlantedIn(Files.readAllBytes(file))) {
                    found.add(platform.data().relativize(file));
                }
            } catch (NoSuchFileException gone) {
                // PostgreSQL and Git remove files at any time.
            }
        }
        assertThat(looked).isGreaterThan(1000);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(Stream.of(dry, live)
                        .map(client -> Path.of("pods", client, "volumes"))
                        .flatMap(volumes -> Stream.of(
                                volumes.resolve("secrets/BINANCE_API_KEY"),
                                volumes.resolve("secrets/BINANCE_SECRET_KEY"),
                                volumes.resolve("private/secret.json")))
                        .toList());
        for (Path file : found) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(platform.data().resolve(file))))
                    .as("%s is for its own user only", file)
                    .endsWith("------");
        }
    }

    @Test
    void areInNoGitObject() throws Exception {
        for (String repository : List.of("gitops.git", "mirror/mirror.git")) {
            Path mirror = platform.data().resolve(repository);
            Process git = new ProcessBuilder("git", "cat-file", "--batch", "--batch-all-objects", "--buffer")
                    .directory(mirror.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            byte[] objects = git.getInputStream().readAllBytes();
            if (repository.equals("gitops.git")) {
                assertThat(git.waitFor()).isZero();
                assertThat(new String(objects, StandardCharsets.UTF_8))
                        .contains("BINANCE_SECRET_KEY", "Command-Id: " + planting);
            }
            assertPlantedIn(objects, false, repository);
        }
    }

    @Test
    void areInNoRowOfTheDatabase() throws Exception {
        int tables = 0;
        try (Connection connection = administrator();
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                            + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            for (String table : names) {
                tables++;
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        assertPlantedIn(rows.getString(1).getBytes(StandardCharsets.UTF_8), false, table);
                    }
                }
            }
        }
        assertThat(tables).isGreaterThan(5);
    }

    @Test
    void areInNoAnswer() throws Exception {
        for (String path : List.of(
                "/trade",
                "/trade/" + dry + "/status",
                "/trade/" + live + "/status",
                "/trade/" + other + "/status",
                "/trade/" + dry + "/logs?lines=5000",
                "/trade/" + live + "/logs?lines=5000",
                "/commands?limit=200",
                "/commands/" + planting,
                "/commands/" + planting + "/explain",
                "/commands/" + planting + "/evidence",
                "/commands/" + platform.newest(),
                "/commands/" + platform.newest() + "/explain",
                "/commands/" + platform.newest() + "/evidence",
                "/platform",
                "/health",
                "/prometheus",
                "/openapi.yml",
                "/commands/0x1",
                "/nothing")) {
            HttpResponse<byte[]> answer = Http.get(URI.create(platform.apiUrl() + path));
            assertThat(answer.body()).as(path).isNotEmpty();
            assertPlantedIn(answer.body(), false, path);
        }
        for (String client : List.of(dry, live)) {
            HttpResponse<byte[]> log = Http.get(URI.create(platform.apiUrl() + "/trade/" + client + "/logs"));
            assertThat(new String(log.body(), StandardCharsets.UTF_8))
                    .as(client)
                    .contains("freqtrade");
        }
        HttpResponse<byte[]> refused =
                Http.post(URI.create(platform.apiUrl() + "/trade"), "{\"transactionHash\":\"" + KEY.secret() + "\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void areInNoArgumentOrEnvironmentOfAProcess() throws Exception {
        int looked = 0;
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            for (String what : List.of("cmdline", "environ")) {
                Path file = Path.of("/proc", Long.toString(process.pid()), what);
                try {
                    assertPlantedIn(Files.readAllBytes(file), false, file.toString());
                    looked++;
                } catch (IOException gone) {
                    // It ended in the meantime, or is somebody else's.
                }
            }
        }
        assertThat(looked).isGreaterThan(10);
    }

    @Test
    void ofTheDatabaseOpenNothingWhenWrong() throws Exception {
        URI url = databaseUrl(dry);
        String[] login = url.getUserInfo().split(":", 2);

        try (Connection own = connect(url, login[0], login[1])) {
            assertThat(own.isValid(5)).isTrue();
        }
        assertRefused("28P01", () -> connect(url, login[0], login[1] + "x").close());
        assertRefused(
                "28P01", () -> connect(url, "bot_" + schema(other), login[1]).close());
    }

    @Test
    void ofTheDatabaseReachNoOtherClientsSchemaNorThePlatforms() throws Exception {
        URI url = databaseUrl(dry);
        String[] login = url.getUserInfo().split(":", 2);
        try (Connection own = connect(url, login[0], login[1]);
                Statement statement = own.createStatement()) {
            for (String schema : schemasBeside(schema(dry), schema(dry) + "_dry")) {
                assertRefused("42501", () -> statement.execute("CREATE TABLE " + schema + ".planted (n int)"));
                for (String table : tablesOf(schema)) {
                    assertRefused("42501", () -> statement.execute("SELECT * FROM " + schema + "." + table));
                    assertRefused("42501", () -> statement.execute("DELETE FROM " + schema + "." + table));
                }
            }
            try (ResultSet listed = statement.executeQuery(
                    "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_schema NOT LIKE 'pg\\_%'"
                            + " AND table_schema <> 'information_schema'")) {
                while (listed.next()) {
                    assertThat(listed.getString(1)).startsWith(schema(dry));
                }
            }
        }
    }

    private static List<String> schemasBeside(String... own) throws Exception {
        List<String> schemas = strings("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'"
                + " AND nspname <> 'information_schema'");
        schemas.removeAll(List.of(own));
        assertThat(schemas)
                .contains(schema(other), schema(other) + "_dry", schema(live))
                .hasSizeGreaterThanOrEqualTo(4);
        return schemas;
    }

    private static String schema(String client) {
        return client.replace('-', '_');
    }

    private static List<String> tablesOf(String schema) throws Exception {
        return strings("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = '" + schema + "'");
    }

    private static List<String> strings(String query) throws Exception {
        try (Connection connection = administrator();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (found.next()) {
                strings.add(found.getString(1));
            }
            return strings;
        }
    }

    private static Connection administrator() throws Exception {
        JsonNode description = platform.description();
        return DriverManager.getConnection(
                description.path("jdbcUrl").asText(),
                "postgres",
                Files.readString(platform.data().resolve("secrets/postgres-administrator"))
                        .strip());
    }

    /** The URL that the bot itself was given. */
    private static URI databaseUrl(String client) throws IOException {
        return URI.create(Files.readString(
                        platform.data().resolve("pods").resolve(client).resolve("volumes/secrets/DATABASE_URL"))
                .strip());
    }

    private static Connection connect(URI url, String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user, password);
    }

    /** Something that PostgreSQL refuses. */
    private interface Attempt {
        void make() throws SQLException;
    }

    private static void assertRefused(String state, Attempt attempt) {
        String refusal = "nothing was refused";
        try {
            attempt.make();
        } catch (SQLException refused) {
            refusal = refused.getSQLState();
        }
        assertThat(refusal).isEqualTo(state);
    }

    private static void assertPlantedIn(byte[] content, boolean expected, String where) {
        assertThat(isPlantedIn(content)).as(where).isEqualTo(expected);
    }

    private static boolean isPlantedIn(byte[] content) {
        return KEY.isIn(content) || SECRET.isIn(content);
    }

    private static List<Path> files(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
