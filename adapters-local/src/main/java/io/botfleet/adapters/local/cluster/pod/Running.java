package io.botfleet.adapters.local.cluster.pod;

import io.botfleet.adapters.local.process.ManagedProcess;
import io.botfleet.adapters.local.process.Session;
import io.botfleet.adapters.local.process.StartedProcess;
import java.util.Optional;
import java.util.OptionalInt;

/** A container's process, whether this cluster started it or the one before, which was killed. */
final class Running {
    private final ManagedProcess process;
    private final Optional<StartedProcess> ours;

    private Running(ManagedProcess process, Optional<StartedProcess> ours) {
        this.process = process;
        this.ours = ours;
    }

    static Running started(StartedProcess started) {
        return new Running(started.process(), Optional.of(started));
    }

    static Running adopted(ManagedProcess process) {
        return new Running(process, Optional.empty());
    }

    boolean alive() {
        return ours.map(StartedProcess::alive).orElseGet(process::alive);
    }

    /** Empty while it runs, and for ever where it was adopted: only a parent hears how a process ended. */
    OptionalInt exitCode() {
        return ours.map(StartedProcess::exitCode).orElse(OptionalInt.empty());
    }

    Session session() {
        return Session.of(process.identity());
    }

    OptionalInt port() {
        return process.port();
    }
}
