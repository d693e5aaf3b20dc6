package io.botfleet.testkit.memory;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

public final class InMemoryWorkloads implements Workloads {
    private final World world;

    public InMemoryWorkloads(World world) {
        this.world = world;
    }

    @Override
    public Observation observe(WorkloadId workload) {
        return world.isDown(World.Part.CLUSTER)
                ? new Observation.Unreachable("it is stopped")
                : world.cluster().observe(workload);
    }

    @Override
    public void onChange(Consumer<WorkloadId> wakeUp) {
        world.cluster().listen(wakeUp);
    }

    @Override
    public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
        if (!world.isDown(World.Part.CLUSTER)) {
            world.cluster().remove(workload, holdsRemoval);
        }
    }

    @Override
    public List<String> logs(WorkloadId workload, int lines) {
        world.require(World.Part.CLUSTER);
        return world.cluster().observe(workload) instanceof Observation.Seen seen
                ? seen.problem().map(Problem::message).stream().toList()
                : List.of();
    }
}
