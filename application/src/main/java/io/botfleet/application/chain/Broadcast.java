package io.botfleet.application.chain;

/** What a node said to a signed transaction. */
public sealed interface Broadcast {
    /** It is in the node's pool now, or was already. */
    record Accepted() implements Broadcast {}

    /** The nonce is used up: this attempt or another one was mined. */
    record NonceUsed() implements Broadcast {}

    /** Another attempt is in the pool, and this one does not pay enough more to take its place. */
    record Underpriced() implements Broadcast {}

    /** The settler's account can't pay for it. */
    record OutOfFunds() implements Broadcast {}

    /** Any other refusal, in the node's words. */
    record Refused(String message) implements Broadcast {}
}
