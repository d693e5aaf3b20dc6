package io.botfleet.adapters.blockchain.fuzz;

/** What must hold of every input. A target asks thousands of times a second, so nothing is worded before it fails. */
final class Property {
    private Property() {}

    static void holds(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    static void same(Object expected, Object found, String otherwise) {
        if (!expected.equals(found)) {
            throw new AssertionError(otherwise + ":\n" + expected + "\n" + found);
        }
    }
}
