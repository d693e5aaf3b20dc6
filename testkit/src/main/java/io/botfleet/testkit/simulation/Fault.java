package io.botfleet.testkit.simulation;

/**
 * What befalls one call of a port.
 *
 * @param method the port's and the method's name, such as {@code Commands.save}
 * @param occurrence which of the calls of this method, counted over all replicas from 1
 * @param seconds how long, where that matters
 */
public record Fault(String method, int occurrence, Kind kind, int seconds) {
    /** Each of these befalls a call right before or right after its effect. */
    public enum Kind {
        FAILS_BEFORE,
        FAILS_AFTER,
        /** The effect happens twice, one right after the other, and the caller sees what came of the second. */
        REPEATED,
        /** The caller is told that it failed, and the effect happens some time later. */
        LANDS_LATE,
        SLOW_BEFORE,
        SLOW_AFTER,
        /** The process ends; another one starts some time later. */
        DIES_BEFORE,
        DIES_AFTER,
        /** The whole process stands still and wakes later. */
        PAUSES_BEFORE,
        PAUSES_AFTER
    }

    @Override
    public String toString() {
        return method + " #" + occurrence + " " + kind + (seconds > 0 ? " " + seconds + " s" : "");
    }
}
