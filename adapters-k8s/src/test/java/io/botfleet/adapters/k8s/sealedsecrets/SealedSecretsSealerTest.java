package io.botfleet.adapters.k8s.sealedsecrets;

import static io.botfleet.adapters.k8s.sealedsecrets.PlayedController.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.SecretSealerContract;
import io.botfleet.testkit.memory.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedSecretsSealerTest extends SecretSealerContract {
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);
    private static final String LABEL = "freqtrade/cliente-001";

    private final SettableClock clock = new SettableClock(Instant.parse("2027-01-01T00:00:00Z"));
    private PlayedController controller;
    private ControllerCertificate certificate;

    @BeforeEach
    void startTheController() throws IOException {
        controller = new PlayedController();
        certificate = new ControllerCertificate(controller.url(), new Trust.Loopback(), MAXIMUM_AGE, clock);
    }

    @AfterEach
    void stop() {
        certificate.close();
        controller.close();
    }

    @Override
    protected SecretSealer sealer() {
        return new SealedSecretsSealer(certificate, "freqtrade", new SecureRandom());
    }

    @Override
    protected void stopTheCluster() {
        controller.close();
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

        assertThat(controller.fetches()).isEqualTo(1);
    }

    @Test
    void followsTheControllerToANewKey() throws Exception {
        String before = seal("secret");
        controller.serve(resource("b.pem"));
        clock.advance(MAXIMUM_AGE);

        String after = seal("secret");

        assertThat(openerA().open(before, LABEL)).isEqualTo("secret");
        assertThat(Opener.of(resource("b.pkcs8.txt")).open(after, LABEL)).isEqualTo("secret");
        assertThatThrownBy(() -> openerA().open(after, LABEL)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void tellsWhatItFollows() {
        RsaCertificate before = certificate.look().used();
        controller.serve(resource("b.pem"));
        clock.advance(MAXIMUM_AGE);

        SealingState after = certificate.look();

        assertThat(after.used()).isNotEqualTo(before).isEqualTo(certificate.current());
        assertThat(after.shown()).hasValue(after.used());
        assertThat(after.controller()).isEqualTo(SealingState.Controller.SHOWS_IT);
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
        controller.serve(answer);

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void isUnavailableWhereTheControllerFails() {
        controller.answer(503);

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class).hasMessageContaining("503");
    }

    @Test
    void isUnavailableWhereTheAnswerHasNoEnd() {
        controller.serve("x".repeat(10 << 20));

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
    }

    @Test
    void recoversOnceThereIsACertificateAgain() throws Exception {
        controller.answer(503);
        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class);
        controller.answer(200);

        assertThat(openerA().open(seal("secret"), LABEL)).isEqualTo("secret");
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
    void takesNoKeyOtherThanRsa() {
        controller.serve(resource("ec.pem"));

        assertThatThrownBy(() -> seal("secret")).isInstanceOf(Unavailable.class).hasStackTraceContaining("RSA");
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
}
