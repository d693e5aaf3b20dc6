package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.blockchain.client.PlatformKey;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.KeyId;
import io.botfleet.adapters.blockchain.envelope.Suite;
import io.botfleet.adapters.rest.platform.Platform;
import io.botfleet.domain.chain.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatewayDescriptionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);
    private static final EncryptionPublicKey X25519 = key(Suite.X25519, "01");
    private static final EncryptionPublicKey X_WING = key(Suite.X_WING, "02");
    private static final EncryptionPublicKey NEXT = key(Suite.X_WING, "03");

    @Test
    void namesThePostQuantumKeysFirstAndTheNewestOfThem() {
        List<PlatformKey> published = List.of(active(X25519, BEFORE), active(X_WING, BEFORE), active(NEXT, NOW));

        assertThat(toSealTo(published, X25519, X_WING, NEXT)).containsExactly(NEXT, X_WING, X25519);
    }

    @Test
    void namesNoKeyThatIsRetiredOrNotYetActive() {
        PlatformKey retired = new PlatformKey(X_WING, BEFORE, Optional.of(NOW));

        assertThat(toSealTo(
                        List.of(retired, active(NEXT, NOW.plusSeconds(1)), active(X25519, BEFORE)),
                        X_WING,
                        NEXT,
                        X25519))
                .containsExactly(X25519);
    }

    @Test
    void namesNoKeyThatThePlatformLacks() {
        assertThat(toSealTo(List.of(active(X_WING, BEFORE), active(X25519, BEFORE)), X25519))
                .containsExactly(X25519);
    }

    private static List<EncryptionPublicKey> toSealTo(List<PlatformKey> published, EncryptionPublicKey... held) {
        Set<KeyId> ids = Stream.of(held).map(EncryptionPublicKey::id).collect(Collectors.toSet());
        List<Platform.EncryptionKey> named = GatewayDescription.toSealTo(published, ids, NOW);
        return named.stream()
                .map(each -> published.stream()
                        .map(PlatformKey::key)
                        .filter(key -> key.id().value().hex().equals(each.keyId())
                                && key.value().equals(each.publicKey())
                                && key.suite().name().equals(each.suite()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static PlatformKey active(EncryptionPublicKey key, Instant from) {
        return new PlatformKey(key, from, Optional.empty());
    }

    private static EncryptionPublicKey key(Suite suite, String last) {
        return new EncryptionPublicKey(suite, Bytes.ofHex(last.repeat(suite == Suite.X25519 ? 32 : 1216)));
    }
}
