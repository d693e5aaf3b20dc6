package io.botfleet.adapters.k8s.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import java.time.Duration;
import java.util.function.Predicate;

/** Looks at a workload again and again. */
final class Look {
    /** The controller of quotas begins half a minute after a control plane does. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Look() {}

    /** What is seen once it is as the test wants it. */
    static Observation.Seen until(
            KubernetesCluster cluster, WorkloadId workload, Predicate<Observation.Seen> condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            Observation observation = cluster.workloads().observe(workload);
            if (observation instanceof Observation.Seen seen && condition.test(seen)) {
                return seen;
            }
            assertThat(System.nanoTime() - end)
                    .as("time is left; last seen was %s", observation)
                    .isNegative();
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
