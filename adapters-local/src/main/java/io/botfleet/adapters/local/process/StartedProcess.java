package io.botfleet.adapters.local.process;

import java.util.OptionalInt;

/** A process that this one started, and therefore hears the end of. */
public final class StartedProcess {
    private final ManagedProcess process;
    private final Process handle;

    StartedProcess(ManagedProcess process, Process handle) {
        this.process = process;
        this.handle = handle;
    }

    public ManagedProcess process() {
        return process;
    }

    public boolean alive() {
        return handle.isAlive();
    }

    /** The exit code, 128 and the signal's number where a signal ended it; empty while it runs. */
    public OptionalInt exitCode() {
        return handle.isAlive() ? OptionalInt.empty() : OptionalInt.of(handle.exitValue());
    }
}
