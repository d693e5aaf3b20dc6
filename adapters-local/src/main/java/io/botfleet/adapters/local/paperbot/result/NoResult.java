package io.botfleet.adapters.local.paperbot.result;

/** There is nothing to print; the message says why, and repeats nothing that a strategy wrote but a plain file name. */
final class NoResult extends Exception {
    private static final long serialVersionUID = 1L;

    NoResult(String reason) {
        super(reason);
    }
}
