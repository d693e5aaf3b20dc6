package io.botfleet.bootstrap.serve;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.ClusterParts;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import java.time.Clock;

/** Whether the cluster can be watched. */
final class ClusterCheck implements AutoCloseable {
    private static final WorkloadId ANYBODY = WorkloadId.ofBot(new ClientId(1));

    private final ClusterParts cluster;

    ClusterCheck(PlatformSettings settings, Clock clock) {
        this.cluster = settings.cluster().open(clock);
    }

    void check() {
        if (cluster.workloads().observe(ANYBODY) instanceof Observation.Unreachable unreachable) {
            throw new Unavailable(unreachable.why());
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
