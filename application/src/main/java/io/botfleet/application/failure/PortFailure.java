package io.botfleet.application.failure;

/** The outside could not do its part; thrown by adapters, never by the core. */
public abstract sealed class PortFailure extends RuntimeException permits Unavailable, Permanent, Conflict {
    private static final long serialVersionUID = 1L;

    private final String what;

    PortFailure(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    PortFailure(String what) {
        super(what);
        this.what = what;
    }

    /** What could not be done, and for a lasting failure what to do about it; never anything secret. */
    public String what() {
        return what;
    }
}
