package io.botfleet.adapters.local.cluster.key;

import java.io.Serial;

/** A ciphertext that this cluster's key does not open under this name; the message never holds any of it. */
public final class Unsealable extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    Unsealable(String message, Throwable cause) {
        super(message, cause);
    }
}
