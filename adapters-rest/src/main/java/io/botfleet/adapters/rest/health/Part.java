package io.botfleet.adapters.rest.health;

import java.util.Map;

/** Something outside the process that the platform needs. */
public interface Part {
    /** How {@code /health} names it: chain, postgresql, git, cluster, sealing. */
    String name();

    /** What the operator is to do while it is down, as a sentence without anything secret. */
    String remedy();

    /**
     * Uses the part as the platform does, and throws {@link io.botfleet.application.failure.PortFailure} where it does
     * not work. It may hang: nobody waits for it.
     */
    void check();

    /** Whether a replica without it is unready; where not, it is told beside those that count. */
    default boolean isNeeded() {
        return true;
    }

    /** What the last check that went well found, by name; nothing secret. */
    default Map<String, String> details() {
        return Map.of();
    }

    static Part of(String name, String remedy, Runnable check) {
        return new Part() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String remedy() {
                return remedy;
            }

            @Override
            public void check() {
                check.run();
            }
        };
    }
}
