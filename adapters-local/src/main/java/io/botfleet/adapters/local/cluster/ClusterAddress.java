package io.botfleet.adapters.local.cluster;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a local cluster's API is, and the file with the token that it asks for.
 *
 * @param token readable by the cluster's user only
 */
public record ClusterAddress(URI api, Path token) {
    /** The cluster of this data directory. */
    public static ClusterAddress of(Path directory, int port) {
        return new ClusterAddress(
                URI.create("http://127.0.0.1:" + port),
                directory.toAbsolutePath().resolve("cluster").resolve("token"));
    }
}
