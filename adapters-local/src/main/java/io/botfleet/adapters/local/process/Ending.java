package io.botfleet.adapters.local.process;

import java.time.Duration;

/**
 * How a process is asked to end.
 *
 * @param signal what it is sent first
 * @param grace how long it has before SIGKILL; with none at all it gets SIGKILL alone
 */
public record Ending(Signal signal, Duration grace) {
    /** The polite signals. */
    public enum Signal {
        TERM,
        INT
    }

    public static Ending within(Duration grace) {
        return new Ending(Signal.TERM, grace);
    }
}
