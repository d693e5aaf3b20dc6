package io.botfleet.domain.bot;

import io.botfleet.domain.settlement.Reason;

/** What an observation proves about an order: success, failure, or nothing yet. */
public sealed interface Verdict {
    record Confirmed() implements Verdict {}

    /** @param detail words for the client, often the bot's own log line; never put on chain */
    record Failed(Reason reason, String detail) implements Verdict {}

    /** @param waitingOn what is missing, for {@code explain} */
    record CannotTellYet(String waitingOn) implements Verdict {}
}
