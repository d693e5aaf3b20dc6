package io.botfleet.domain.order;

/** How a bot is brought to an end. */
public enum StopMode {
    /** Pauses; the bot goes once it holds no position, and until then it is Draining. */
    DRAIN,
    /** Closes every position by Freqtrade's {@code forceexit}, then removes the bot. */
    EXIT,
    /** Removes the bot at once and leaves its positions on the exchange. */
    NOW
}
