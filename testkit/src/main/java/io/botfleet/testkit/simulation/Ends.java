package io.botfleet.testkit.simulation;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.testkit.memory.Results;
import io.botfleet.testkit.memory.World;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Brings each Job that runs to its end some time later, whoever is there to see it. */
final class Ends {
    private static final int LONGEST = 90;

    private final World world;
    private final Scheduler scheduler;
    private final SplittableRandom nature;
    private final Runnable look;
    private final Set<String> planned = new HashSet<>();

    /** @param look is called after each end */
    Ends(World world, Scheduler scheduler, SplittableRandom nature, Runnable look) {
        this.world = world;
        this.scheduler = scheduler;
        this.nature = nature;
        this.look = look;
    }

    /** Plans the end of those that came to run since. */
    void plan() {
        world.cluster().pods().forEach((workload, pod) -> {
            if (world.cluster().jobs().contains(workload)
                    && pod.phase() == Pod.Phase.RUNNING
                    && planned.add(pod.uid())) {
                fate(pod).filter(Fate::isEnded).ifPresent(fate -> {
                    if (fate == Fate.WARMS_UP) {
                        later(workload, pod, () -> {
                            world.cluster().begin(workload);
                            later(workload, pod, () -> end(workload, fate));
                        });
                    } else {
                        later(workload, pod, () -> end(workload, fate));
                    }
                });
            }
        });
    }

    private Optional<Fate> fate(Pod pod) {
        return world.cluster().jobsMade().stream()
                .filter(made -> made.pod().uid().equals(pod.uid()))
                .findFirst()
                .flatMap(made -> Fate.of(made.strategy()));
    }

    private void later(WorkloadId workload, Pod pod, Runnable event) {
        scheduler.at(scheduler.now() + 1 + nature.nextInt(LONGEST), () -> {
            Pod now = world.cluster().pods().get(workload);
            if (now != null && now.uid().equals(pod.uid())) {
                event.run();
                look.run();
            }
        });
    }

    private void end(WorkloadId job, Fate fate) {
        switch (fate) {
            case PROFITS, WARMS_UP, STRAYS -> {
                Pod pod = Objects.requireNonNull(world.cluster().pods().get(job));
                long serial = Long.parseLong(pod.uid().substring(pod.uid().lastIndexOf('-') + 1));
                Results.lines(fate.figures(serial))
                        .forEach(line -> world.cluster().print(job, line));
                world.cluster().finish(job, 0);
            }
            case SAYS_NOTHING -> world.cluster().finish(job, 0);
            case BREAKS -> world.cluster().finish(job, 1);
            case LOSES_ITS_NODE -> world.cluster().lose(job);
            case IS_DONE, GOES_ON, REFUSES, CRASHES, LIES, NEVER_STARTS, PULLS_NO_IMAGE, IS_REJECTED ->
                throw new IllegalStateException(fate + " ends by itself");
        }
    }
}
