package io.botfleet.testkit.simulation;

/** Looks after some of the promises: called after every effect, so it looks only at what changed since. */
interface Watch {
    /** Throws {@link Broken} where a promise is not kept. */
    void look();

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
