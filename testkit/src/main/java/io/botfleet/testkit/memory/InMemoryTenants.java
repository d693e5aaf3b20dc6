package io.botfleet.testkit.memory;

import io.botfleet.application.tenant.Tenants;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

public final class InMemoryTenants implements Tenants {
    private final World world;

    public InMemoryTenants(World world) {
        this.world = world;
    }

    @Override
    public void ensure(ClientId client, Secret password) {
        world.require(World.Part.DATABASE);
        synchronized (world.database()) {
            world.database().tenants.put(client, password.reveal());
        }
    }

    @Override
    public Secret databaseUrl(ClientId client, boolean dryRun, Secret password) {
        return Secret.of("postgresql+psycopg://" + client.role() + ":"
                + URLEncoder.encode(password.reveal(), StandardCharsets.UTF_8).replace("+", "%20")
                + "@localhost:5432/freqtrade_multi?options=-csearch_path%3D" + client.schemaFor(dryRun));
    }

    /** The clients that have a role and schemas. */
    public Set<ClientId> ensured() {
        synchronized (world.database()) {
            return Set.copyOf(world.database().tenants.keySet());
        }
    }
}
