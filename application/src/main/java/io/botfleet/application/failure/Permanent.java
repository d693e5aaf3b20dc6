package io.botfleet.application.failure;

import java.io.Serial;

/** It can't work until somebody changes something; the message says what. */
public final class Permanent extends PortFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    public Permanent(String what) {
        super(what);
    }

    public Permanent(String what, Throwable cause) {
        super(what, cause);
    }
}
