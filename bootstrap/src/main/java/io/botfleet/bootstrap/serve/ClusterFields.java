package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.k8s.cluster.KubernetesSettings;
import io.botfleet.adapters.k8s.cluster.SealingSource;
import io.botfleet.bootstrap.platform.ClusterAccess;
import java.nio.file.Path;
import java.util.Optional;

/** The part {@code cluster}. */
final class ClusterFields {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String A_NAMESPACE = "the name of a namespace";

    private ClusterFields() {}

    static Optional<ClusterAccess> read(Fields cluster) {
        Optional<String> applications = cluster.text("applicationsNamespace", text -> text.matches(LABEL), A_NAMESPACE);
        Optional<String> bots = cluster.text("botsNamespace", text -> text.matches(LABEL), A_NAMESPACE);
        Optional<SealingSource> sealing = cluster.object("sealing").flatMap(SealingFields::read);
        Optional<Path> kubeconfig =
                cluster.has("kubeconfig") ? cluster.absolutePath("kubeconfig", "a kubeconfig file") : Optional.empty();
        cluster.end();
        return applications.flatMap(there -> bots.flatMap(here -> sealing.map(from -> new KubernetesAccess(
                new KubernetesSettings(kubeconfig, here, there, from, KubernetesSettings.DEFAULT_STALENESS)))));
    }
}
