package io.botfleet.bootstrap.platform;

import java.net.URI;
import java.nio.file.Path;

/** Which cluster the bots run on. */
public sealed interface ClusterSettings {
    /**
     * The cluster of one machine.
     *
     * @param token a file with what its API asks for
     */
    record Local(URI api, Path token) implements ClusterSettings {}
}
