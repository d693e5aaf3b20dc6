package io.botfleet.adapters.k8s.sealedsecrets;

import java.net.URI;

/**
 * By what a certificate that was fetched, and that nobody has pinned, is known to be the cluster's own. Whoever could put another in its place would read
 * every exchange key that is sealed from then on.
 */
public sealed interface Trust {
    /** The server's own certificate is looked at, as for any https: URL. */
    record OfServer() implements Trust {}

    /**
     * Whoever answers is believed, since an operator vouches for the network: one that encrypts and authenticates what pods
     * tell each other, or in which nobody else runs. A renewed certificate is followed without anybody's doing.
     */
    record OfNetwork() implements Trust {}

    /** Nobody but this machine answers there. */
    record Loopback() implements Trust {}

    /** Throws {@link IllegalArgumentException} where nothing tells who answers. */
    default void requireFor(URI controller) {
        boolean known =
                switch (this) {
                    case OfServer _ -> "https".equals(controller.getScheme());
                    case OfNetwork _ -> true;
                    case Loopback _ -> "127.0.0.1".equals(controller.getHost());
                };
        if (!known) {
            throw new IllegalArgumentException("anybody on the way could answer for " + controller);
        }
    }
}
