package io.botfleet.bootstrap.platform;

import io.botfleet.adapters.k8s.freqtrade.FreqtradeBots;
import io.botfleet.adapters.k8s.sealedsecrets.SealedSecretsSealer;
import io.botfleet.adapters.k8s.sealedsecrets.ControllerCertificate;
import io.botfleet.adapters.local.cluster.ClusterAddress;
import io.botfleet.adapters.local.cluster.LocalWorkloads;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** What one kind of cluster brings: its workloads, its bots' API, and its way to seal secrets. */
record ClusterParts(Workloads workloads, Bots bots, SecretSealer sealer, Runnable ending)
        implements AutoCloseable {
    private static final String NAMESPACE = "freqtrade";
    private static final Duration CERTIFICATE_AGE = Duration.ofMinutes(10);
    private static final Duration BOT_TIMEOUT = Duration.ofSeconds(3);

    static ClusterParts of(ClusterSettings settings, Clock clock) {
        return switch (settings) {
            case ClusterSettings.Local local -> {
                LocalWorkloads workloads = new LocalWorkloads(new ClusterAddress(local.api(), local.token()));
                ControllerCertificate certificate = new ControllerCertificate(local.api(), CERTIFICATE_AGE, clock);
                FreqtradeBots bots = new FreqtradeBots(workloads::addressOf, BOT_TIMEOUT);
                yield new ClusterParts(
                        workloads,
                        bots,
                        new SealedSecretsSealer(certificate, NAMESPACE, new SecureRandom()),
                        () -> {
                            bots.close();
                            workloads.close();
                        });
            }
        };
    }

    @Override
    public void close() {
        ending.run();
    }
}
