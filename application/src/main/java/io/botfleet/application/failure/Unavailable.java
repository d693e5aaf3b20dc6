package io.botfleet.application.failure;

import java.io.Serial;
import java.time.Duration;

/** It may work later, without anything being changed; whether the call took effect is not known. */
public final class Unavailable extends PortFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public Unavailable(String what, Throwable cause) {
        super(what, cause);
        this.retryAfter = Duration.ofSeconds(1);
    }

    public Unavailable(String what) {
        this(what, Duration.ofSeconds(1));
    }

    public Unavailable(String what, Duration retryAfter) {
        super(what);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
