package io.botfleet.application.command;

import io.botfleet.application.chain.Cursor;
import java.time.Clock;
import java.time.Instant;

/** The later of this machine's clock and the chain's: deadlines are the contract's, and its clock is the block's. */
final class ChainTime {
    private final Clock clock;
    private final Inbox inbox;

    ChainTime(Clock clock, Inbox inbox) {
        this.clock = clock;
        this.inbox = inbox;
    }

    Instant now() {
        Instant here = clock.instant();
        return inbox.cursor()
                .map(Cursor::at)
                .filter(there -> there.isAfter(here))
                .orElse(here);
    }

    /**
     * Whether everything that the chain could bring until {@code when} is final and taken in. A clock alone does not
     * tell: what is waited for may be there long since, and nobody could read it.
     */
    boolean isFinalAfter(Instant when) {
        return inbox.earlier(inbox.finalisedBlock()).stream()
                .findFirst()
                .filter(read -> read.at().isAfter(when))
                .isPresent();
    }
}
