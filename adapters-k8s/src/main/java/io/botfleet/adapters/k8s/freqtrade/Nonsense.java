package io.botfleet.adapters.k8s.freqtrade;

import java.io.Serial;

/** An answer that Freqtrade would not give; the message names the field, never its content. */
final class Nonsense extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    Nonsense(String message) {
        super(message);
    }
}
