package io.botfleet.adapters.k8s.sealedsecrets;

import static io.botfleet.adapters.k8s.sealedsecrets.PlayedController.resource;
import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.AWAY;
import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.SHOWS_ANOTHER;
import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.SHOWS_IT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import io.botfleet.testkit.memory.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second of the two certificates begins, and ends, two seconds after the first. */
class PinnedCertificatesTest {
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(10);
    private static final String LABEL = "freqtrade/cliente-001";
    private static final Instant ONLY_THE_SECOND_IS_VALID = Instant.parse("2126-10-29T04:00:18Z");
    private static final RsaCertificate FIRST = certificate("a.pem");
    private static final RsaCertificate SECOND = certificate("b.pem");

    private final SettableClock clock = new SettableClock(Instant.parse("2027-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private Path file;
    private PlayedController controller;
    private PinnedCertificates pinned;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("sealing.pem");
        controller = new PlayedController();
        pin("a.pem");
        pinned = started();
    }

    @AfterEach
    void stop() {
        pinned.close();
        controller.close();
    }

    @Test
    void areSealedToWhereTheControllerShowsOne() {
        assertThat(pinned.look()).isEqualTo(new SealingState(FIRST, Optional.of(FIRST), SHOWS_IT));
    }

    /** It has a new key every 30 days, and opens with the ones before. */
    @Test
    void areSealedToOnceTheControllerHasRenewedItsKey() throws Exception {
        pinned.look();
        controller.serve(resource("b.pem"));
        clock.advance(MAXIMUM_AGE);

        SealingState renewed = pinned.look();

        assertThat(renewed).isEqualTo(new SealingState(FIRST, Optional.of(SECOND), SHOWS_ANOTHER));
        assertThat(openedByTheFirstKey()).isEqualTo("secret");
    }

    @Test
    void followTheControllerToTheNewOneOnceThatIsPinnedToo() throws Exception {
        controller.serve(resource("b.pem"));
        assertThat(pinned.look().controller()).isEqualTo(SHOWS_ANOTHER);

        pin("a.pem", "b.pem");

        assertThat(pinned.look()).isEqualTo(new SealingState(SECOND, Optional.of(SECOND), SHOWS_IT));
        assertThat(Opener.of(resource("b.pkcs8.txt")).open(sealed(), LABEL)).isEqualTo("secret");
    }

    @Test
    void areTheOneThatTheControllerShowsAndNotANewerOne() throws IOException {
        pin("b.pem", "a.pem");
        assertThat(pinned.current()).as("not asked yet").isEqualTo(SECOND);

        assertThat(pinned.look()).isEqualTo(new SealingState(FIRST, Optional.of(FIRST), SHOWS_IT));
        assertThat(pinned.current()).isEqualTo(FIRST);
    }

    @Test
    void areAtHandAfterARestartWhileTheControllerIsAway() throws Exception {
        pinned.close();
        controller.close();
        pinned = started();

        assertThat(openedByTheFirstKey()).isEqualTo("secret");
        assertThat(pinned.look()).isEqualTo(new SealingState(FIRST, Optional.empty(), AWAY));
    }

    @Test
    void tellWhatTheControllerShowedBeforeItWentAway() {
        controller.serve(resource("b.pem"));
        pinned.look();
        controller.answer(503);
        clock.advance(MAXIMUM_AGE);

        assertThat(pinned.look()).isEqualTo(new SealingState(FIRST, Optional.of(SECOND), AWAY));
        controller.answer(200);
        assertThat(pinned.look().controller()).isEqualTo(SHOWS_ANOTHER);
    }

    @Test
    void askTheControllerOnceInItsAnswersMaximumAgeAndNeverToSeal() throws Exception {
        openedByTheFirstKey();
        assertThat(controller.fetches()).isZero();
        pinned.look();
        clock.advance(MAXIMUM_AGE.minusMillis(1));
        pinned.look();

        assertThat(controller.fetches()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "ec.pem"})
    void takeNoAnswerForACertificateThatIsNone(String answer) {
        controller.serve(answer.endsWith(".pem") ? resource(answer) : answer);

        assertThat(pinned.look()).isEqualTo(new SealingState(FIRST, Optional.empty(), AWAY));
    }

    @Test
    void keepAStartWaitingWhileNoneIsValidAndLetItGoOn() throws Exception {
        pinned.look();
        clock.advance(Duration.between(clock.instant(), ONLY_THE_SECOND_IS_VALID));
        controller.serve(resource("b.pem"));

        assertThatThrownBy(pinned::current)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("none")
                .hasMessageContaining("pinned");
        assertThatThrownBy(pinned::look)
                .isInstanceOf(Permanent.class)
                .hasMessageContaining("the controller shows SHA-256 " + SECOND.fingerprint());
        pin("a.pem", "b.pem");
        assertThat(pinned.current()).isEqualTo(SECOND);
    }

    @Test
    void keepAStartWaitingWhileTheFileHoldsNone() throws IOException {
        for (String content : new String[] {"", "no certificate", resource("ec.pem")}) {
            Files.writeString(file, content);
            assertThatThrownBy(pinned::current).as(content).isInstanceOf(Unavailable.class);
        }
        Files.delete(file);
        assertThatThrownBy(pinned::current).isInstanceOf(Unavailable.class).hasMessageContaining("can't be read");
    }

    @Test
    void haveTheFingerprintThatOthersCompute() {
        assertThat(FIRST.fingerprint()).isEqualTo("875add9f23302ab8e565465c5745214604209a2c325871affe4788e9fd1d9a14");
    }

    private void pin(String... names) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String name : names) {
            content.append(resource(name)).append('\n');
        }
        Files.writeString(file, content);
    }

    private PinnedCertificates started() {
        return new PinnedCertificates(file, controller.url(), MAXIMUM_AGE, clock);
    }

    private String openedByTheFirstKey() throws Exception {
        String key = new JsonMapper()
                .readTree(resource("vector.json"))
                .path("privateKey")
                .asText();
        return Opener.of(key).open(sealed(), LABEL);
    }

    private String sealed() {
        return Objects.requireNonNull(new SealedSecretsSealer(pinned, "freqtrade", new SecureRandom())
                .seal(WorkloadId.ofBot(new ClientId(1)), Map.of(SealedKey.DATABASE_URL, Secret.of("secret")))
                .get(SealedKey.DATABASE_URL));
    }

    private static RsaCertificate certificate(String name) {
        try {
            return RsaCertificate.ofPem(new ByteArrayInputStream(resource(name).getBytes(StandardCharsets.US_ASCII)))
                    .getFirst();
        } catch (CertificateException none) {
            throw new IllegalStateException(none);
        }
    }
}
