package io.botfleet.adapters.rest.health;

/** Something outside the process that the platform needs. */
public interface Part {
    /** How {@code /health} names it: chain, postgresql, git, cluster. */
    String name();

    /** What the operator is to do while it is down, as a sentence without anything secret. */
    String remedy();

    /**
     * Uses the part as the platform does, and throws {@link io.botfleet.application.failure.PortFailure} where it does
     * not work. It may hang: nobody waits for it.
     */
    void check();

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
