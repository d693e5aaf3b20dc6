package io.botfleet.application.failure;

/** The outside could not do its part; thrown by adapters, never by the core. */
public abstract sealed class PortFailure extends RuntimeException permits Unavailable, Permanent, Conflict {
    private static final long serialVersionUID = 1L;

    PortFailure(String message, Throwable cause) {
        super(message, cause);
    }

    PortFailure(String message) {
        super(message);
    }
}
