package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.blockchain.client.GatewayClient;
import io.botfleet.adapters.blockchain.client.PlatformKey;
import io.botfleet.adapters.rest.platform.AboutPlatform;
import io.botfleet.adapters.rest.platform.Platform;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Tells clients what the gateway itself says, with the post-quantum suite first. */
final class GatewayDescription implements AboutPlatform {
    private final GatewayClient gateway;
    private final PlatformSettings settings;
    private final Clock clock;

    GatewayDescription(GatewayClient gateway, PlatformSettings settings, Clock clock) {
        this.gateway = gateway;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Platform platform() {
        Instant now = clock.instant();
        List<Platform.EncryptionKey> keys = gateway.keys().stream()
                .filter(key -> key.retiredAt().isEmpty() && !key.activeFrom().isAfter(now))
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
        return new Platform(
                settings.gateway(),
                settings.startBlock(),
                keys,
                gateway.window(),
                settings.policy().confirmations());
    }
}
