package io.botfleet.application.command;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The later of this machine's clock and the chain's: deadlines are the contract's, and its clock is the block's. */
final class ChainTime {
    /** Blocks that may come while one looks. */
    private static final int JUST_MINED = 20;

    private static final Optional<String> UNREAD = Optional.of("the chain to be read before anything is undone");

    private final Clock clock;
    private final CommandLog log;
    private final SettlementLedger ledger;
    private final Commands commands;
    private final Inbox inbox;
    private final Policy policy;

    ChainTime(Clock clock, CommandLog log, SettlementLedger ledger, Commands commands, Inbox inbox, Policy policy) {
        this.clock = clock;
        this.log = log;
        this.ledger = ledger;
        this.commands = commands;
        this.inbox = inbox;
        this.policy = policy;
    }

    Instant now() {
        Instant here = clock.instant();
        return inbox.cursor().map(read -> read.orLater(here)).orElse(here);
    }

    /**
     * What has to be waited for before a command is undone or refused; empty where nothing is. Neither can be made good
     * where the chain holds a verdict that the store does not know: one that was restored from an older copy has forgotten
     * what it settled. Throws a failure of the chain or the store where that can't be told.
     */
    Optional<String> inTheWayOfUndoing(Command command) {
        Optional<Cursor> read = inbox.cursor();
        if (inbox.halted().isPresent() || read.isEmpty() || !isTheHeadNear(read.get())) {
            return UNREAD;
        }
        if (hasNewsOf(command)) {
            return Optional.of("the chain's latest word to be looked at");
        }
        if (isSettledUnread(command)) {
            return Optional.of("what became of its fee, which the contract holds no more, to be read from the chain");
        }
        return isOnThatChain(read.get()) ? Optional.empty() : UNREAD;
    }

    private boolean isTheHeadNear(Cursor read) {
        return read.block().number() + policy.confirmations() + JUST_MINED
                >= log.head().latest().number();
    }

    /** Whether the chain that was just asked is the one that was read: another past holds fees that are long settled. */
    private boolean isOnThatChain(Cursor read) {
        return log.read(read, read.block().number(), _ -> List.of()) instanceof Blocks.Extended;
    }

    /** Whether the reader stored the chain's word on a command after the command was taken up: a lease keeps nobody off. */
    private boolean hasNewsOf(Command taken) {
        return commands.find(taken.id())
                .filter(stored -> stored.onChain().equals(taken.onChain()))
                .isEmpty();
    }

    /** A command whose transaction left the chain has no fee there, and nobody's verdict. */
    private boolean isSettledUnread(Command command) {
        return command.stage() != Stage.ORPHANED
                && command.onChain().isEmpty()
                && ledger.escrow(command.id()).isEmpty();
    }

    /**
     * Whether everything that the chain could bring until {@code when} is final and taken in. A clock alone does not
     * tell: what is waited for may be there long since, and nobody could read it.
     */
    boolean isFinalAfter(Instant when) {
        return inbox.finalisedBlock()
                .flatMap(last -> inbox.earlier(last.number()).stream().findFirst())
                .filter(read -> read.at().isAfter(when))
                .isPresent();
    }
}
