package io.botfleet.adapters.local.cluster.manifest;

import java.io.Serial;

/** The manifests say something that the local cluster does not do; the message says what and where. */
public final class ManifestRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public ManifestRefused(String message) {
        super(message);
    }

    public ManifestRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
