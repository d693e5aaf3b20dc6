package io.botfleet.testkit.memory;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.gitops.CommitId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
        List<String> printed = world.cluster().log(workload).map(PodLog::lines).orElse(List.of());
        return List.copyOf(FollowedLog.last(
                lines, Stream.concat(words(workload).stream(), printed.stream()).toList()));
    }

    @Override
    public Stream<String> follow(WorkloadId workload, int lines) {
        world.require(World.Part.CLUSTER);
        return world.cluster()
                .log(workload)
                .map(log -> FollowedLog.of(world, log, words(workload), lines))
                .orElseGet(Stream::empty);
    }

    /** What a bot that fails has said of it; a Job's own log holds that. */
    private List<String> words(WorkloadId workload) {
        return !world.cluster().isJob(workload) && world.cluster().observe(workload) instanceof Observation.Seen seen
                ? seen.problem().map(Problem::message).stream().toList()
                : List.of();
    }
}
