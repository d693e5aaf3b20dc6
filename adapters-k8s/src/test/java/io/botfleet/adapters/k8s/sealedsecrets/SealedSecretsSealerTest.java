package io.botfleet.adapters.k8s.sealedsecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.SecretSealerContract;
import io.botfleet.testkit.memory.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedSecretsSealerTest extends SecretSealerContract {
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);
    private static final String LABEL = "freqtrade/cliente-001";

    private final SettableClock clock = new SettableClock(Instant.parse("2027-01-01T00:00:00Z"));
    private HttpServer controller;
    private ControllerCertificate certificate;
    private String served = resource("a.pem");
    private int status = 200;
    private int fetches;

    @BeforeEach
    void startTheController() throws IOException {
        controller = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        controller.createContext("/v1/cert.pem", exchange -> {
            fetches++;
            byte[] body = served.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        controller.start();
        certificate = trusting(new Trust.Loopback());
    }

    private ControllerCertificate trusting(Trust trust) {
        return new ControllerCertificate(
                URI.create("http://127.0.0.1:" + controller.getAddress().getPort()), trust, MAXIMUM_AGE, clock);
    }

    @AfterEach
    void stop() {
        certificate.close();
        controller.stop(0);
    }

    @Override
    protected SecretSealer sealer() {
        return new SealedSecretsSealer(certificate, "freqtrade", new SecureRandom());
    }

    @Override
    protected void stopTheCluster() {
        controller.stop(0);
    }

    @Test
    void theOpenerOfTheseTestsOpensWhatAnotherImplementationSealed() throws Exception {
        JsonNode vector = vector();

        String opened = openerA()
                .open(vector.path("sealed").asText(), vector.path("label").asText());

        assertThat(opened).isEqualTo(vector.path("plaintext").asText());
    }

    @Test
    void theControllerOpensEveryValue() throws Exception {
        Map<SealedKey, String> sealed = sealer().seal(BOT, everything());

        for (var each : everything().entrySet()) {
            assertThat(openerA().open(Objects.requireNonNull(sealed.get(each.getKey())), LABEL))
                    .isEqualTo(each.getValue().reveal());
        }
    }

    /** A Job has a Secret of its own, of its own name. */
    @Test
    void theControllerOpensABacktestsValuesInTheJobsSecretOnly() throws Exception {
        WorkloadId job = WorkloadId.ofBacktest(new ClientId(1), new CommandId(7));
        String sealed = Objects.requireNonNull(sealer().seal(job, Map.of(SealedKey.DATABASE_URL, Secret.of("secret")))
                .get(SealedKey.DATABASE_URL));

        assertThat(openerA().open(sealed, "freqtrade/cliente-001-backtest-7")).isEqualTo("secret");
        assertThatThrownBy(() -> openerA().open(sealed, LABEL)).isInstanceOf(GeneralSecurityException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 4_096})
    void sealsValuesOfAnyLength(int length) throws Exception {
        String value = "x".repeat(length);

        assertThat(openerA().open(seal(value), LABEL)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freqtrade/cliente-002", "other/cliente-001", "freqtradecliente-001", "freqtrade", ""})
    void opensInNoOtherSecretOrNamespace(String label) {
        String sealed = seal("secret");

        assertThatThrownBy(() -> openerA().open(sealed, label)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void fetchesTheCertificateOnceInItsMaximumAge() {
        SecretSealer sealer = sealer();
        sealer.seal(BOT, everything());
        clock.advance(MAXIMUM_AGE.minusMillis(1));
        sealer.seal(BOT, everything());

        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void followsTheControllerToANewKey() throws Exception {
        String before = seal("secret");
        served = resource("b.pem");
        clock.advance(MAXIMUM_AGE);

        String after = seal("secret");

        assertThat(openerA().open(before, LABEL)).isEqualTo("secret");
        assertThat(Opener.of(resource("b.pkcs8.txt")).open(after, LABEL)).isEqualTo("secret");
        assertThatThrownBy(() -> openerA().open(after, LABEL)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void sealsToNoCertificateBeyondItsMaximumAge() {
        seal("secret");
        stopTheCluster();
        clock.advance(MAXIMUM_AGE);

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void sealsToNoCertificateThatIsNotValidNow() {
        seal("secret");
        clock.advance(Duration.ofDays(365_000));
        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void isUnavailableWhereTheAnswerIsNoCertificate(String answer) {
        served = answer;

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void isUnavailableWhereTheControllerFails() {
        status = 503;

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class).hasMessageContaining("503");
    }

    @Test
    void isUnavailableWhereTheAnswerHasNoEnd() {
        served = "x".repeat(10 << 20);

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void recoversOnceThereIsACertificateAgain() throws Exception {
        status = 503;
        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
        status = 200;

        assertThat(openerA().open(seal("secret"), LABEL)).isEqualTo("secret");
    }

    /** Over a network that anybody may be on, it is the controller's only by what was pinned. */
    @Test
    void sealsToAPinnedCertificateAndToNoOther() throws Exception {
        String ours = fingerprint(resource("a.pem"));
        String next = fingerprint(resource("b.pem"));
        try (ControllerCertificate pinned = trusting(new Trust.Pinned(Set.of(ours)))) {
            assertThat(pinned.current()).isEqualTo(parsed(resource("a.pem")));
            served = resource("b.pem");
            clock.advance(MAXIMUM_AGE);
            assertThatThrownBy(pinned::current)
                    .isInstanceOf(Permanent.class)
                    .hasMessageContaining(next)
                    .hasMessageContaining("pin it");
        }
        try (ControllerCertificate both = trusting(new Trust.Pinned(Set.of(ours, next)))) {
            assertThat(both.current()).isEqualTo(parsed(resource("b.pem")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AB", "sha256:00"})
    void takesNoFingerprintThatIsNone(String fingerprint) {
        assertThatThrownBy(() -> new Trust.Pinned(Set.of(fingerprint))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Trust.Pinned(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksNobodyWhoCouldBeAnybody() {
        URI plain = URI.create("http://sealed-secrets-controller:8080");
        for (Trust none : List.of(new Trust.OfServer(), new Trust.Loopback())) {
            assertThatThrownBy(() -> new ControllerCertificate(plain, none, MAXIMUM_AGE, clock))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("anybody on the way");
        }
    }

    @Test
    void asksByHttpWhereSomebodyVouchesForTheNetwork() {
        URI plain = URI.create("http://sealed-secrets-controller:8080");
        assertThatCode(() -> new ControllerCertificate(plain, new Trust.OfNetwork(), MAXIMUM_AGE, clock).close())
                .doesNotThrowAnyException();
    }

    @Test
    void sealsToTheCertificateOfAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sealing.pem");
        CertificateFile certificateFile = new CertificateFile(file, clock);
        assertThatThrownBy(certificateFile::current).isInstanceOf(Unavailable.class);
        Files.writeString(file, resource("a.pem"));
        assertThat(certificateFile.current()).isEqualTo(parsed(resource("a.pem")));
        Files.writeString(file, resource("b.pem"));
        assertThat(certificateFile.current()).as("as it is now").isEqualTo(parsed(resource("b.pem")));
        Files.writeString(file, "no certificate");
        assertThatThrownBy(certificateFile::current).isInstanceOf(Permanent.class);
    }

    private static X509Certificate parsed(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String fingerprint(String pem) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(parsed(pem).getEncoded()));
    }

    @Test
    void takesNoKeyOtherThanRsa() {
        served = resource("ec.pem");

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Permanent.class).hasMessageContaining("RSA");
    }

    private String seal(String value) {
        return Objects.requireNonNull(sealer().seal(BOT, Map.of(SealedKey.DATABASE_URL, Secret.of(value)))
                .get(SealedKey.DATABASE_URL));
    }

    private static Opener openerA() throws Exception {
        return Opener.of(vector().path("privateKey").asText());
    }

    private static JsonNode vector() throws IOException {
        return new JsonMapper().readTree(resource("vector.json"));
    }

    private static String resource(String name) {
        try (InputStream in = SealedSecretsSealerTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
