package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Seals to a number; nothing of the value is in it. */
public final class InMemorySecretSealer implements SecretSealer {
    private final World world;
    private final AtomicLong serial = new AtomicLong();

    public InMemorySecretSealer(World world) {
        this.world = world;
    }

    @Override
    public Map<SealedKey, String> seal(WorkloadId workload, Map<SealedKey, Secret> values) {
        world.require(World.Part.CLUSTER);
        Map<SealedKey, String> sealed = new EnumMap<>(SealedKey.class);
        values.keySet().forEach(key -> {
            String content = "sealed " + workload + " " + serial.incrementAndGet();
            sealed.put(key, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
        });
        return sealed;
    }
}
