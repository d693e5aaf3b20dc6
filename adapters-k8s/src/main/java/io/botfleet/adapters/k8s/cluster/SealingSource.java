package io.botfleet.adapters.k8s.cluster;

import io.botfleet.adapters.k8s.sealedsecrets.Trust;
import java.net.URI;
import java.nio.file.Path;

/** Where the certificate is that secrets are sealed to. */
public sealed interface SealingSource {
    /**
     * The controller is asked and believed; refused where nothing tells whether it is the controller that answers.
     *
     * @param service as {@code https://host:port}
     */
    record Controller(URI service, Trust trust) implements SealingSource {
        public Controller {
            trust.requireFor(service);
        }
    }

    /**
     * Certificates of the controller, pinned in a PEM file; the controller is asked to be compared with them only.
     *
     * @param service as {@code http://host:port}
     */
    record Pinned(Path certificates, URI service) implements SealingSource {}
}
