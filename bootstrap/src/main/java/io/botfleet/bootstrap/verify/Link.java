package io.botfleet.bootstrap.verify;

/**
 * One link of the chain from transaction to settlement, and what became of checking it.
 *
 * @param words what was found; for a link that does not hold, what is wrong with it
 */
public record Link(String name, Standing standing, String words) {
    /** What is to be thought of a link. */
    public enum Standing {
        HOLDS,
        BROKEN,
        /** Nothing here can tell: the caller has to know. */
        YOURS_TO_KNOW
    }

    static Link holds(String name, String words) {
        return new Link(name, Standing.HOLDS, words);
    }

    static Link broken(String name, String words) {
        return new Link(name, Standing.BROKEN, words);
    }

    static Link yoursToKnow(String name, String words) {
        return new Link(name, Standing.YOURS_TO_KNOW, words);
    }

    static Link of(String name, boolean holds, String words, String otherwise) {
        return holds ? holds(name, words) : broken(name, otherwise);
    }
}
