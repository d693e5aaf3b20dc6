package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.api.KubernetesApi;
import io.botfleet.adapters.k8s.freqtrade.BotAddresses;
import io.botfleet.adapters.k8s.freqtrade.FreqtradeBots;
import io.botfleet.adapters.k8s.sealedsecrets.ControllerCertificate;
import io.botfleet.adapters.k8s.sealedsecrets.PinnedCertificates;
import io.botfleet.adapters.k8s.sealedsecrets.SealedSecretsSealer;
import io.botfleet.adapters.k8s.sealedsecrets.SealingCertificate;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A cluster that is watched, until it is closed. */
public final class KubernetesCluster implements AutoCloseable {
    private static final Duration CERTIFICATE_AGE = Duration.ofMinutes(10);
    private static final Duration BOT_TIMEOUT = Duration.ofSeconds(3);

    private final KubernetesApi api;
    private final WakeUps wakeUps;
    private final Fleet fleet;
    private final KubernetesWorkloads workloads;
    private final FreqtradeBots bots;
    private final SealingCertificate sealing;
    private final SealedSecretsSealer sealer;

    private KubernetesCluster(KubernetesApi api, KubernetesSettings settings, BotAddresses addresses, Clock clock) {
        this.api = api;
        this.wakeUps = new WakeUps();
        this.fleet = new Fleet(api, settings, wakeUps::call);
        this.workloads = new KubernetesWorkloads(
                fleet,
                new Removals(api, settings.argoNamespace(), fleet),
                wakeUps,
                new PodLogs(api, settings.botsNamespace()));
        this.bots = new FreqtradeBots(addresses, BOT_TIMEOUT);
        this.sealing = switch (settings.sealing()) {
            case SealingSource.Controller(var service, var trust) ->
                new ControllerCertificate(service, trust, CERTIFICATE_AGE, clock);
            case SealingSource.Pinned(var certificates, var service) ->
                new PinnedCertificates(certificates, service, CERTIFICATE_AGE, clock);
        };
        this.sealer = new SealedSecretsSealer(sealing, settings.botsNamespace(), new SecureRandom());
    }

    /**
     * Begins to watch and does not wait: until everything was listed once, every workload is {@code Unreachable}. Throws
     * {@code Permanent} where the configuration can't work; a cluster that does not answer is no such thing.
     */
    public static KubernetesCluster connect(KubernetesSettings settings, Clock clock) {
        return connect(settings, BotAddresses.ofServices(settings.botsNamespace()), clock);
    }

    /** @param addresses where the bots' APIs are, for a platform that the cluster's own names mean nothing to */
    public static KubernetesCluster connect(KubernetesSettings settings, BotAddresses addresses, Clock clock) {
        return new KubernetesCluster(KubernetesApi.connect(settings.kubeconfig()), settings, addresses, clock);
    }

    public Workloads workloads() {
        return workloads;
    }

    public Bots bots() {
        return bots;
    }

    public SecretSealer sealer() {
        return sealer;
    }

    /** What {@link #sealer()} seals to. */
    public SealingCertificate sealing() {
        return sealing;
    }

    /** What of the cluster is not known now, and why; empty while all is well. */
    public Optional<String> outOfTouch() {
        return fleet.outOfTouch();
    }

    @Override
    public void close() {
        fleet.close();
        api.close();
        wakeUps.close();
        bots.close();
        sealing.close();
    }
}
