package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.k8s.sealedsecrets.SealingCertificate;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;

/**
 * What one kind of cluster brings: its workloads, its bots' API, and its way to seal secrets.
 *
 * @param sealing what the sealer seals to
 * @param ending closes the connections of all
 */
public record ClusterParts(
        Workloads workloads, Bots bots, SecretSealer sealer, SealingCertificate sealing, Runnable ending)
        implements AutoCloseable {
    @Override
    public void close() {
        ending.run();
    }
}
