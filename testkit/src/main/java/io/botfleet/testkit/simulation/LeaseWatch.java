package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Database;
import io.botfleet.testkit.memory.World;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may do what: one replica at a time works on a command, and nothing is written under an epoch of the past. */
final class LeaseWatch implements Watch {
    private final World world;
    private final Map<CommandId, Database.Lease> leases = new HashMap<>();
    private final Map<Role, Long> epochs = new EnumMap<>(Role.class);

    LeaseWatch(World world) {
        this.world = world;
    }

    @Override
    public void restored(Forgotten forgotten) {
        leases.clear();
        epochs.clear();
    }

    /** A call that came back without a failure. */
    void accepted(String method, @Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof Fence fence) {
                long newest = epochs.merge(fence.role(), fence.epoch(), Math::max);
                promise(
                        fence.epoch() >= newest,
                        "nothing is written under an epoch of the past",
                        () -> method + " under epoch " + fence.epoch() + " after " + newest);
            }
        }
    }

    @Override
    public void look() {
        Instant now = world.clock().instant();
        for (Command command : world.database().stored()) {
            Optional<Database.Lease> before = Optional.ofNullable(leases.get(command.id()));
            Optional<Database.Lease> lease = world.database().leaseOf(command.id());
            if (lease.equals(before)) {
                continue;
            }
            lease.ifPresentOrElse(taken -> leases.put(command.id(), taken), () -> leases.remove(command.id()));
            boolean free = lease.isEmpty()
                    || before.filter(other -> other.until().isAfter(now)).isEmpty();
            promise(
                    free,
                    "one replica at a time works on a command",
                    () -> command.id() + " went to " + lease + " while " + before + " lasts");
        }
    }
}
