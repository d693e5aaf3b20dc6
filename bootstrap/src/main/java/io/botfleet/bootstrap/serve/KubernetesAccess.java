package io.botfleet.bootstrap.serve;

import io.botfleet.bootstrap.platform.ClusterAccess;
import io.botfleet.bootstrap.platform.ClusterParts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The cluster. */
record KubernetesAccess(String applicationsNamespace, String botsNamespace, URI controller, Optional<Path> kubeconfig)
        implements ClusterAccess {
    @Override
    public ClusterParts open(Clock clock) {
        throw new UnsupportedOperationException();
    }
}
