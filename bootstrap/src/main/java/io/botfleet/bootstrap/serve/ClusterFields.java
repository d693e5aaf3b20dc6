package io.botfleet.bootstrap.serve;

import io.botfleet.adapters.k8s.cluster.KubernetesSettings;
import io.botfleet.bootstrap.platform.ClusterAccess;
import java.net.URI;
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
        Optional<URI> controller = cluster.text(
                        "sealedSecretsController",
                        text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"),
                        "an http: or https: URL of a host and perhaps a port")
                .map(URI::create);
        Optional<Path> kubeconfig =
                cluster.has("kubeconfig") ? cluster.absolutePath("kubeconfig", "a kubeconfig file") : Optional.empty();
        cluster.end();
        return applications.flatMap(there -> bots.flatMap(here -> controller.map(from -> new KubernetesAccess(
                new KubernetesSettings(kubeconfig, here, there, from, KubernetesSettings.DEFAULT_STALENESS)))));
    }
}
