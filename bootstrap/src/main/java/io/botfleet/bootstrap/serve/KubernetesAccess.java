package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.k8s.cluster.KubernetesCluster;
import io.botfleet.adapters.k8s.cluster.KubernetesSettings;
import io.botfleet.bootstrap.platform.ClusterAccess;
import io.botfleet.bootstrap.platform.ClusterParts;
import java.time.Clock;

/** A Kubernetes cluster that ArgoCD deploys to. */
record KubernetesAccess(KubernetesSettings settings) implements ClusterAccess {
    @Override
    public ClusterParts open(Clock clock) {
        KubernetesCluster cluster = KubernetesCluster.connect(settings, clock);
        return new ClusterParts(
                cluster.workloads(), cluster.bots(), cluster.sealer(), cluster.sealing(), cluster::close);
    }
}
