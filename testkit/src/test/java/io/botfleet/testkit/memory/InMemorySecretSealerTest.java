package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.testkit.contract.SecretSealerContract;

class InMemorySecretSealerTest extends SecretSealerContract {
    private final World world = new World();

    @Override
    protected SecretSealer sealer() {
        return new InMemorySecretSealer(world);
    }

    @Override
    protected void stopTheCluster() {
        world.stop(World.Part.CLUSTER);
    }
}
