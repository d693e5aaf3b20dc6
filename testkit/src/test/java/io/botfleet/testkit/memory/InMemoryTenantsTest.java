package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.Tenants;
import io.botfleet.testkit.contract.TenantsContract;

class InMemoryTenantsTest extends TenantsContract {
    private final World world = new World();

    @Override
    protected Tenants tenants() {
        return new InMemoryTenants(world);
    }

    @Override
    protected Tenants down() {
        World down = new World();
        down.stop(World.Part.DATABASE);
        return new InMemoryTenants(down);
    }
}
