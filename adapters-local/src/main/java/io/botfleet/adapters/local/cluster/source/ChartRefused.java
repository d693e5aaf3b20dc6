package io.botfleet.adapters.local.cluster.source;

import java.io.Serial;

/** Helm does not render these values with this chart; the message is Helm's. */
public final class ChartRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ChartRefused(String message) {
        super(message);
    }

    ChartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
