package io.botfleet.bootstrap.local;

import io.botfleet.adapters.k8s.freqtrade.FreqtradeBots;
import io.botfleet.adapters.k8s.sealedsecrets.ControllerCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.SealedSecretsSealer;
import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import io.botfleet.adapters.local.cluster.ClusterAddress;
import io.botfleet.adapters.local.cluster.LocalWorkloads;
import io.botfleet.bootstrap.platform.ClusterAccess;
import io.botfleet.bootstrap.platform.ClusterParts;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** The local cluster, with the clients that a real one has for bots and for sealed secrets. */
record LocalClusterAccess(ClusterAddress address) implements ClusterAccess {
    private static final String NAMESPACE = "freqtrade";
    private static final Duration CERTIFICATE_AGE = Duration.ofMinutes(10);
    private static final Duration BOT_TIMEOUT = Duration.ofSeconds(3);

    @Override
    public ClusterParts open(Clock clock) {
        LocalWorkloads workloads = new LocalWorkloads(address);
        FreqtradeBots bots = new FreqtradeBots(workloads::addressOf, BOT_TIMEOUT);
        ControllerCertificate certificate =
                new ControllerCertificate(address.api(), new Trust.Loopback(), CERTIFICATE_AGE, clock);
        return new ClusterParts(
                workloads,
                bots,
                new SealedSecretsSealer(certificate, NAMESPACE, new SecureRandom()),
                certificate,
                () -> {
                    certificate.close();
                    bots.close();
                    workloads.close();
                });
    }
}
