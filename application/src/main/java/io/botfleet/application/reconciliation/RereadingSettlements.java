package io.botfleet.application.reconciliation;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the log again for commands whose fee the contract holds no more although nobody read what became of it: a node may
 * have kept an event back, and only submissions are numbered without gaps. It moves no cursor, and what it takes in twice
 * changes nothing, so that it may run at any time.
 */
public final class RereadingSettlements {
    /** What is mined is hardly ever deep enough to be read before that. */
    private static final Duration USUAL_READING = Duration.ofMinutes(2);

    private final Commands commands;
    private final Settlements settlements;
    private final SettlementLedger ledger;
    private final CommandLog log;
    private final Inbox inbox;
    private final Clock clock;

    public RereadingSettlements(
            Commands commands,
            Settlements settlements,
            SettlementLedger ledger,
            CommandLog log,
            Inbox inbox,
            Clock clock) {
        this.commands = commands;
        this.settlements = settlements;
        this.ledger = ledger;
        this.log = log;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** Takes in what it finds; returns how many settlements it had missed. */
    public int reread(Fence fence) {
        Optional<Cursor> read = inbox.cursor();
        if (read.isEmpty() || inbox.halted().isPresent()) {
            return 0;
        }
        List<Command> unread = unread();
        List<ChainEvent> missed = missed(unread, read.get());
        if (!missed.isEmpty()) {
            inbox.extend(fence, read, read.get(), missed);
        }
        return missed.size();
    }

    private List<Command> unread() {
        Instant before = clock.instant().minus(USUAL_READING);
        return Stream.concat(
                        OpenVerdicts.of(commands, settlements)
                                .filter(command -> command.since().isBefore(before)),
                        // Its client may have taken its fee back, which keeps it from being undone until that is read.
                        commands.overdue(before, OpenVerdicts.MOST).stream())
                .filter(command -> command.onChain().isEmpty())
                .filter(command -> ledger.escrow(command.id()).isEmpty())
                .toList();
    }

    /** What the log holds of these commands, from the block of the oldest one to where it was read. */
    private List<ChainEvent> missed(List<Command> unread, Cursor end) {
        Set<CommandId> wanted = unread.stream().map(Command::id).collect(Collectors.toSet());
        Optional<Cursor> next = unread.stream()
                .map(Command::submission)
                .min(Comparator.comparingLong(submission -> submission.block().number()))
                .map(RereadingSettlements::after);
        List<ChainEvent> missed = new ArrayList<>();
        while (next.isPresent() && next.get().block().number() < end.block().number()) {
            Cursor from = next.get();
            next = switch (log.read(from, end.block().number(), inbox::earlier)) {
                // The chain's reader has to follow that first.
                case Blocks.Reorganised _ -> Optional.empty();
                case Blocks.Extended extended -> {
                    extended.events().stream()
                            .filter(event ->
                                    event instanceof ChainEvent.Settled settled && wanted.contains(settled.command()))
                            .forEach(missed::add);
                    yield Optional.of(extended.to()).filter(to -> !to.equals(from));
                }
            };
        }
        return missed;
    }

    private static Cursor after(Submission submission) {
        return new Cursor(submission.block(), submission.submittedAt());
    }
}
