package io.botfleet.bootstrap.cli;

/** Ends a command before its time, with words for the person and the exit code that they mean. */
final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;
    private final String words;

    private Ended(int exitCode, String words) {
        super(words, null, false, false);
        this.exitCode = exitCode;
        this.words = words;
    }

    /** It came out otherwise than asked. */
    static Ended otherwise(String words) {
        return new Ended(1, words);
    }

    /** The command line is wrong, or what it names. */
    static Ended usage(String words) {
        return new Ended(2, words);
    }

    /** Something that the command needs is not there. */
    static Ended unavailable(String words) {
        return new Ended(Botfleet.UNAVAILABLE, words);
    }

    /** The configuration is wrong, or what it names is. */
    static Ended misconfigured(String words) {
        return new Ended(Botfleet.MISCONFIGURED, words);
    }

    String words() {
        return words;
    }

    int exitCode() {
        return exitCode;
    }
}
