package io.botfleet.application.failure;

import java.io.Serial;

/** Somebody else was first; what was read has to be read again before anything is tried again. */
public final class Conflict extends PortFailure {
    @Serial
    private static final long serialVersionUID = 1L;

    public Conflict(String what) {
        super(what);
    }
}
