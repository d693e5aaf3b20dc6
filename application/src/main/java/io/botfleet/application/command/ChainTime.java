package io.botfleet.application.command;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.domain.command.Command;
import java.time.Clock;
import java.time.Instant;

/** The later of this machine's clock and the chain's: deadlines are the contract's, and its clock is the block's. */
final class ChainTime {
    /** Blocks that may come while one looks. */
    private static final int JUST_MINED = 20;

    private final Clock clock;
    private final CommandLog log;
    private final Inbox inbox;
    private final Policy policy;

    ChainTime(Clock clock, CommandLog log, Inbox inbox, Policy policy) {
        this.clock = clock;
        this.log = log;
        this.inbox = inbox;
        this.policy = policy;
    }

    Instant now() {
        Instant here = clock.instant();
        return inbox.cursor()
                .map(Cursor::at)
                .filter(there -> there.isAfter(here))
                .orElse(here);
    }

    /**
     * Whether the chain has been read as far as it goes. Before, it may hold a verdict that the store does not know: one
     * that was restored from an older copy has forgotten what it settled, and must not undo it.
     */
    boolean isReadToTheHead() {
        long head = log.head().latest().number();
        return inbox.cursor()
                .filter(read -> read.block().number() + policy.confirmations() + JUST_MINED >= head)
                .isPresent();
    }

    /** Whether the reader stored the chain's word on a command after the command was taken up: a lease keeps nobody off. */
    boolean hasNewsOf(Command taken, Commands commands) {
        return commands.find(taken.id())
                .filter(stored -> stored.onChain().equals(taken.onChain()))
                .isEmpty();
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
