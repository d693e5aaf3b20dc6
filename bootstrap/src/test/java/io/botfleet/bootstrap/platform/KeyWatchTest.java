package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.botfleet.adapters.blockchain.client.PlatformKey;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.memory.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyWatchTest {
    private static final Address OURS = new Address("0x" + "a".repeat(40));
    private static final Address THEIRS = new Address("0x" + "b".repeat(40));
    private static final EncryptionPublicKey X_WING = key(Suite.X_WING, "01");
    private static final EncryptionPublicKey NEXT_X_WING = key(Suite.X_WING, "02");
    private static final EncryptionPublicKey X25519 = key(Suite.X25519, "03");
    private static final EncryptionPublicKey ANOTHER = key(Suite.X25519, "04");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenAlarms alarms = new OpenAlarms(meters, clock);
    private Address settler = OURS;
    private List<PlatformKey> published = List.of(active(X_WING), active(X25519));
    private boolean nodeIsAway;
    private int questions;
    private final KeyWatch watch = new KeyWatch(
            () -> {
                questions++;
                if (nodeIsAway) {
                    throw new Unavailable("the node is away");
                }
                return settler;
            },
            OURS,
            () -> published,
            List.of(X_WING, NEXT_X_WING, X25519),
            meters,
            alarms,
            clock);

    @Test
    void hasNothingToTellWhileTheGatewayTakesWhatIsHere() {
        look();

        assertThat(alarms.open()).isEmpty();
        assertThat(accepted()).isEqualTo(1);
        assertThat(keys("usable")).isEqualTo(2);
        assertThat(keys("coming")).isZero();
        assertThat(keys("retired")).isZero();
        assertThat(keys("missing")).isZero();
    }

    @Test
    void tellsThatAnotherAccountSettlesUntilThisOneDoesAgain() {
        settler = THEIRS;
        look();

        assertThat(accepted()).isZero();
        assertThat(alarms.open()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("SETTLER_REPLACED");
            assertThat(alarm.message()).contains(OURS.toString(), THEIRS.toString(), "nothing is settled");
        });
        settler = OURS;
        look();
        assertThat(alarms.open()).isEmpty();
        assertThat(accepted()).isEqualTo(1);
    }

    /** It is active a day after it is published: time to have it here. */
    @Test
    void tellsOfAKeyThatIsPublishedAndNotHereUntilItIsRetired() {
        Instant from = clock.instant().plus(Duration.ofHours(24));
        published = List.of(active(X_WING), active(X25519), new PlatformKey(ANOTHER, from, Optional.empty()));
        look();

        assertThat(keys("missing")).isEqualTo(1);
        assertThat(alarms.open()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo("ENCRYPTION_KEY_MISSING");
            assertThat(alarm.subject()).isEqualTo(ANOTHER.id().toString());
            assertThat(alarm.message()).contains("from " + from);
        });
        published = List.of(active(X_WING), active(X25519), active(ANOTHER));
        look();
        assertThat(keys("missing")).isEqualTo(1);
        assertThat(alarms.open()).hasSize(1);

        published = List.of(active(X_WING), active(X25519), retired(ANOTHER));
        look();
        assertThat(alarms.open()).isEmpty();
        assertThat(keys("missing")).isZero();
    }

    @Test
    void takesAKeyThatIsReplacedForNoAlarm() {
        published = List.of(retired(X_WING), active(NEXT_X_WING), active(X25519));
        look();

        assertThat(alarms.open()).isEmpty();
        assertThat(keys("retired")).isEqualTo(1);
        assertThat(keys("usable")).isEqualTo(2);
    }

    @Test
    void tellsOfASuiteThatNobodyCanSealByAnyMoreUntilItsNextKeyIsActive() {
        Instant from = clock.instant().plus(Duration.ofHours(24));
        published = List.of(retired(X_WING), new PlatformKey(NEXT_X_WING, from, Optional.empty()), active(X25519));
        look();

        assertThat(keys("coming")).isEqualTo(1);
        assertThat(alarms.open())
                .extracting(Alarm::kind, Alarm::subject)
                .containsExactly(tuple("NO_ENCRYPTION_KEY", "x-wing"));
        clock.advance(Duration.ofHours(24));
        look();
        assertThat(alarms.open()).isEmpty();
        assertThat(keys("usable")).isEqualTo(2);
    }

    @Test
    void takesTheFirstKeyOfASuiteThatIsOnItsWayForNoAlarm() {
        published = List.of(new PlatformKey(X_WING, clock.instant().plusSeconds(60), Optional.empty()), active(X25519));
        look();

        assertThat(alarms.open()).isEmpty();
    }

    @Test
    void asksOnceAMinuteAndAgainAtOnceWhereTheNodeWasAway() {
        settler = THEIRS;
        watch.look();
        clock.advance(Duration.ofSeconds(59));
        watch.look();
        assertThat(questions).isEqualTo(1);

        clock.advance(Duration.ofSeconds(1));
        nodeIsAway = true;
        assertThatExceptionOfType(Unavailable.class).isThrownBy(watch::look);
        assertThatExceptionOfType(Unavailable.class).isThrownBy(watch::look);
        assertThat(questions).isEqualTo(3);
        assertThat(alarms.open()).as("nobody could tell that it is over").hasSize(1);
    }

    private void look() {
        clock.advance(Duration.ofMinutes(1));
        watch.look();
    }

    private double accepted() {
        return meters.get("botfleet.settler.accepted").gauge().value();
    }

    private double keys(String state) {
        return meters.get("botfleet.encryption.keys")
                .tag("state", state)
                .gauge()
                .value();
    }

    private PlatformKey active(EncryptionPublicKey key) {
        return new PlatformKey(key, Instant.EPOCH, Optional.empty());
    }

    private PlatformKey retired(EncryptionPublicKey key) {
        return new PlatformKey(key, Instant.EPOCH, Optional.of(Instant.EPOCH.plusSeconds(1)));
    }

    private static EncryptionPublicKey key(Suite suite, String octet) {
        return new EncryptionPublicKey(suite, Bytes.ofHex(octet.repeat(suite == Suite.X25519 ? 32 : 1216)));
    }
}
