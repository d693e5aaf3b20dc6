package io.botfleet.testkit.simulation;

/** Looks after some of the promises: called after every effect, so it looks only at what changed since. */
interface Watch {
    /** Throws {@link Broken} where a promise is not kept. */
    void look();

    /** An older copy of the database is in place of what was stored; what came after it is no longer expected of it. */
    default void restored(Forgotten forgotten) {}

    /** Says which promise is broken; it ends the run at once. */
    final class Broken extends Error {
        private static final long serialVersionUID = 1L;

        private final transient Violation violation;

        Broken(String promise, String detail) {
            super(promise, null, false, false);
            this.violation = new Violation(promise, detail);
        }

        Violation violation() {
            return violation;
        }
    }

    static void promise(boolean kept, String promise, java.util.function.Supplier<String> detail) {
        if (!kept) {
            throw new Broken(promise, detail.get());
        }
    }
}
