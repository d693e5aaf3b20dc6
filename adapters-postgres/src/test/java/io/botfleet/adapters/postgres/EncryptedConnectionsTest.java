package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.local.postgres.EmbeddedPostgres;
import io.botfleet.adapters.postgres.command.PostgresInbox;
import io.botfleet.adapters.postgres.platform.DatabaseBootstrap;
import io.botfleet.adapters.postgres.platform.DatabaseCheck;
import io.botfleet.adapters.postgres.platform.Place;
import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.adapters.postgres.platform.Transport;
import io.botfleet.adapters.postgres.tenant.PostgresTenants;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server of its own, whose certificate is for 127.0.0.1, and which takes nothing but TLS. */
class EncryptedConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Secret PASSWORD = TestServer.PLATFORM_PASSWORD;

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres server;
    private static Path authority;
    private static Path stranger;

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("data");
        EmbeddedPostgres.start(data, PASSWORD, 0).stop();
        Certificates certificates = new Certificates("the right authority");
        authority = certificates.root(folder.resolve("authority.pem"));
        stranger = new Certificates("another authority").root(folder.resolve("stranger.pem"));
        certificates.issueTo(GeneralName.iPAddress, "127.0.0.1", data);
        Files.setPosixFilePermissions(data.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", StandardOpenOption.APPEND);
        Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all all scram-sha-256\n");
        server = EmbeddedPostgres.start(data, PASSWORD, 0);
        new DatabaseBootstrap(trusting(authority), EmbeddedPostgres.ADMINISTRATOR, PASSWORD).prepare(PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static Place trusting(Path root) {
        return at("127.0.0.1").over(new Transport.Verified(root));
    }

    private static Place at(String host) {
        return new Place(host, server.port(), Place.DATABASE);
    }

    @Test
    void areMadeToAServerThatTheAuthorityHasVouchedFor() {
        assertThatCode(check(trusting(authority), PASSWORD)::check).doesNotThrowAnyException();
        try (PlatformDatabase platform =
                PlatformDatabase.at(trusting(authority), PASSWORD, 2, PATIENCE).migrate()) {
            assertThat(new PostgresInbox(platform.database()).cursor()).isEmpty();
            assertThat(platform.database()
                            .<List<String>>transaction(
                                    "looking",
                                    session -> session.rows(
                                            "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
                                            row -> row.text("version"))))
                    .containsExactly("TLSv1.3");
        }
    }

    @Test
    void areNotMadeToAServerThatAnotherAuthorityHasVouchedFor() {
        refused(check(trusting(stranger), PASSWORD), Permanent.class, "certificate");
        try (PlatformDatabase platform = PlatformDatabase.at(trusting(stranger), PASSWORD, 1, Duration.ofSeconds(1))) {
            assertThatThrownBy(platform::migrate).isInstanceOf(PortFailure.class);
        }
    }

    /** The same server by a name that its certificate does not have. */
    @Test
    void areNotMadeToAServerOfAnotherName() {
        Place renamed = at("localhost").over(new Transport.Verified(authority));

        refused(check(renamed, PASSWORD), Permanent.class, "certificate that is not for localhost");
        try (PlatformDatabase platform = PlatformDatabase.at(renamed, PASSWORD, 1, Duration.ofSeconds(1))) {
            assertThatThrownBy(platform::migrate).isInstanceOf(PortFailure.class);
        }
    }

    @Test
    void areNotTradedForPlainOnes() {
        assertThatThrownBy(check(
                        TestServer.place("postgres").over(new Transport.Verified(authority)),
                        TestServer.ADMINISTRATOR_PASSWORD)::check)
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("takes no encrypted connections");
    }

    @Test
    void areWaitedForWhereNobodyAnswers() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Place away = new Place("127.0.0.1", free, Place.DATABASE, new Transport.Verified(authority));

        refused(check(away, PASSWORD), Unavailable.class, "127.0.0.1:" + free);
        refused(
                check(new Place("nowhere.invalid", free, Place.DATABASE), PASSWORD),
                Unavailable.class,
                "nowhere.invalid");
    }

    @Test
    void saysWhichOfPasswordAndDatabaseIsWrong() {
        refused(check(trusting(authority), Secret.of("not-the-password")), Permanent.class, "refuses the password");
        refused(check(trusting(authority).database("missing"), PASSWORD), Permanent.class, "has no database missing");
    }

    /** What a bot is given, taken apart and used as libpq and pgJDBC would. */
    @Test
    void areAskedOfBotsByTheUrlThatTheyAreGiven() throws Exception {
        Secret tenants = Secret.of("tenants-password");
        try (PlatformDatabase platform =
                PlatformDatabase.at(trusting(authority), PASSWORD, 2, PATIENCE).migrate()) {
            Place seenByBots = trusting(Path.of("config/database-ca.pem"));
            PostgresTenants bots = new PostgresTenants(platform.database(), seenByBots);
            ClientId client = new ClientId(1);
            bots.ensure(client, tenants);

            String url = bots.databaseUrl(client, false, tenants).reveal();

            assertThat(url)
                    .endsWith("?options=-csearch_path%3Dcliente_001&sslmode=verify-full"
                            + "&sslrootcert=config%2Fdatabase-ca.pem");
            String asOneBot = url.replace(
                            "postgresql+psycopg://bot_cliente_001:tenants-password@", "jdbc:postgresql://")
                    .replace("config%2Fdatabase-ca.pem", authority.toString());
            try (var connection = DriverManager.getConnection(asOneBot, client.role(), tenants.reveal());
                    var rows = connection.createStatement().executeQuery("SELECT current_schema")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("cliente_001");
            }
        }
    }

    private static DatabaseCheck check(Place place, Secret password) {
        return new DatabaseCheck(place, password, PATIENCE);
    }

    private static void refused(DatabaseCheck check, Class<? extends PortFailure> type, String words) {
        assertThatThrownBy(check::check)
                .isInstanceOf(type)
                .hasMessageContaining(words)
                .hasMessageNotContaining(PASSWORD.reveal())
                .hasMessageNotContaining("not-the-password");
    }
}
