package io.botfleet.bootstrap.platform;

import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;

/**
 * What one kind of cluster brings: its workloads, its bots' API, and its way to seal secrets.
 *
 * @param ending closes the connections of all three
 */
public record ClusterParts(Workloads workloads, Bots bots, SecretSealer sealer, Runnable ending)
        implements AutoCloseable {
    @Override
    public void close() {
        ending.run();
    }
}
