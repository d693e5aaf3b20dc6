package io.botfleet.bootstrap.serve;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.bootstrap.platform.ClusterParts;
import io.botfleet.bootstrap.platform.PlatformSettings;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.secret.Secret;
import java.time.Clock;
import java.util.Map;

/** Whether the cluster can be watched, and gives what secrets are sealed with. */
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

    void checkSealing() {
        cluster.sealer().seal(ANYBODY, Map.of(SealedKey.DATABASE_URL, Secret.of("nothing")));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
