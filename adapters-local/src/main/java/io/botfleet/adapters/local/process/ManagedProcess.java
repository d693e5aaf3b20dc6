package io.botfleet.adapters.local.process;

import java.util.OptionalInt;

/**
 * A process this data directory started, as its file in {@code DIR/run} tells of it.
 *
 * @param port the loopback port it was given; empty where it listens on none
 */
public record ManagedProcess(String name, ProcessIdentity identity, OptionalInt port) {
    public boolean alive() {
        return identity.alive();
    }
}
