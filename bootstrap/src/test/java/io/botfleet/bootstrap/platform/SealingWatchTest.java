package io.botfleet.bootstrap.platform;

import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.AWAY;
import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.SHOWS_ANOTHER;
import static io.botfleet.adapters.k8s.sealedsecrets.SealingState.Controller.SHOWS_IT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.adapters.k8s.sealedsecrets.RsaCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.SealingCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.SealingState;
import io.botfleet.adapters.local.cluster.key.ClusterKey;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.testkit.memory.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingWatchTest {
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir
    private static Path folder;

    private static RsaCertificate first;
    private static RsaCertificate second;

    private final SettableClock clock = new SettableClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenAlarms alarms = new OpenAlarms(meters, clock);
    private Optional<SealingState> state = Optional.empty();
    private final SealingWatch watch = new SealingWatch(
            new SealingCertificate() {
                @Override
                public RsaCertificate current() {
                    return look().used();
                }

                @Override
                public SealingState look() {
                    return state.orElseThrow(() -> new Unavailable("the controller is away"));
                }

                @Override
                public void close() {}
            },
            alarms,
            clock);

    @BeforeAll
    static void makeCertificates() throws CertificateException {
        first = certificate("first");
        second = certificate("second");
    }

    private static RsaCertificate certificate(String name) throws CertificateException {
        byte[] pem =
                ClusterKey.in(folder.resolve(name), START, new SecureRandom()).certificatePem();
        return RsaCertificate.ofPem(new ByteArrayInputStream(pem)).getFirst();
    }

    @Test
    void tellsWhatIsSealedToAndRaisesNothing() {
        state = Optional.of(new SealingState(first, Optional.of(first), SHOWS_IT));
        watch.check();

        assertThat(alarms.open()).isEmpty();
        assertThat(watch.details())
                .containsEntry("controller", "SHOWS_IT")
                .containsEntry("sealedTo", first.fingerprint())
                .containsEntry("shown", first.fingerprint())
                .containsEntry("validUntil", first.validUntil().toString());
    }

    @Test
    void tellsOfACertificateThatNobodyHasPinnedUntilSomebodyHas() {
        state = Optional.of(new SealingState(first, Optional.of(second), SHOWS_ANOTHER));
        watch.check();

        assertThat(alarms.open()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("SEALING_CERTIFICATE_NOT_PINNED");
            assertThat(alarm.message()).contains(first.fingerprint(), second.fingerprint(), "pin it as well");
        });
        assertThat(counted("SEALING_CERTIFICATE_NOT_PINNED")).isEqualTo(1);

        state = Optional.of(new SealingState(first, Optional.of(second), AWAY));
        watch.check();
        assertThat(alarms.open()).as("nobody could tell that it is over").hasSize(1);

        state = Optional.of(new SealingState(second, Optional.of(second), SHOWS_IT));
        watch.check();
        assertThat(alarms.open()).isEmpty();
        assertThat(counted("SEALING_CERTIFICATE_NOT_PINNED")).isZero();
    }

    @Test
    void raisesNothingWhileTheControllerIsAwayAndOneIsPinned() {
        state = Optional.of(new SealingState(first, Optional.empty(), AWAY));
        watch.check();

        assertThat(alarms.open()).isEmpty();
        assertThat(watch.details()).containsEntry("controller", "AWAY").doesNotContainKey("shown");
    }

    @Test
    void tellsTwoWeeksBeforeThereIsNothingValidToSealTo() {
        state = Optional.of(new SealingState(first, Optional.of(first), SHOWS_IT));
        clock.advance(Duration.between(
                START, first.validUntil().minus(Duration.ofDays(14).plusSeconds(1))));
        watch.check();
        assertThat(alarms.open()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        watch.check();
        assertThat(alarms.open()).extracting(Alarm::kind).containsExactly("SEALING_CERTIFICATE_EXPIRING");
        assertThat(counted("SEALING_CERTIFICATE_EXPIRING")).isEqualTo(1);
    }

    @Test
    void isNoPartThatAReplicaNeedsAndIsDownWhereNothingCanBeSealed() {
        assertThat(watch.isNeeded()).isFalse();
        assertThatThrownBy(watch::check).isInstanceOf(Unavailable.class);
        assertThat(watch.details()).isEmpty();
    }

    private double counted(String kind) {
        return meters.get("botfleet.alarms").tag("kind", kind).gauge().value();
    }
}
