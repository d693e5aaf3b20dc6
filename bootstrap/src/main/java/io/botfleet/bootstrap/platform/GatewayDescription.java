package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.PlatformKey;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.KeyId;
import io.botfleet.adapters.rest.platform.AboutPlatform;
import io.botfleet.adapters.rest.platform.Platform;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells clients what the gateway itself says, with the post-quantum suite first; but of its keys those alone that this
 * platform holds, since what is sealed to another one can't be opened.
 */
final class GatewayDescription implements AboutPlatform {
    private final GatewayClient gateway;
    private final PlatformSettings settings;
    private final Set<KeyId> held;
    private final Clock clock;

    GatewayDescription(GatewayClient gateway, PlatformSettings settings, List<EncryptionPublicKey> held, Clock clock) {
        this.gateway = gateway;
        this.settings = settings;
        this.held = held.stream().map(EncryptionPublicKey::id).collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    @Override
    public Platform platform() {
        return new Platform(
                settings.gateway(),
                settings.startBlock(),
                toSealTo(gateway.keys(), held, clock.instant()),
                gateway.window(),
                settings.policy().confirmations());
    }

    static List<Platform.EncryptionKey> toSealTo(List<PlatformKey> published, Set<KeyId> held, Instant now) {
        return published.stream()
                .filter(key -> key.retiredAt().isEmpty() && !key.activeFrom().isAfter(now))
                .filter(key -> held.contains(key.key().id()))
                .sorted(Comparator.comparing(
                                (PlatformKey key) -> key.key().suite().code())
                        .thenComparing(PlatformKey::activeFrom)
                        .reversed())
                .map(key -> new Platform.EncryptionKey(
                        key.key().suite().name(),
                        key.key().id().value().hex(),
                        key.key().value(),
                        key.activeFrom()))
                .toList();
    }
}
