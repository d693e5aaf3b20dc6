package io.botfleet.testkit.memory;

import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

public final class InMemoryLeadership implements Leadership {
    private final World world;

    public InMemoryLeadership(World world) {
        this.world = world;
    }

    @Override
    public Optional<Fence> hold(Role role, Replica replica, Duration timeToLive) {
        world.require(World.Part.DATABASE);
        Database database = world.database();
        synchronized (database) {
            Instant now = world.clock().instant();
            Database.Lease lease = database.leases.get(role);
            if (lease != null
                    && !lease.holder().equals(replica)
                    && lease.until().isAfter(now)) {
                return Optional.empty();
            }
            long epoch = lease == null ? 1 : lease.until().isAfter(now) ? lease.epoch() : lease.epoch() + 1;
            database.leases.put(role, new Database.Lease(replica, epoch, now.plus(timeToLive)));
            return Optional.of(new Fence(role, epoch));
        }
    }

    @Override
    public void release(Role role, Replica replica) {
        world.require(World.Part.DATABASE);
        Database database = world.database();
        synchronized (database) {
            Database.Lease lease = database.leases.get(role);
            if (lease != null && lease.holder().equals(replica)) {
                database.leases.put(role, new Database.Lease(replica, lease.epoch(), Instant.MIN));
            }
        }
    }
}
