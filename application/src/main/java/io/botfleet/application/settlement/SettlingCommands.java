package io.botfleet.application.settlement;

import io.botfleet.application.chain.Broadcast;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Fees;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.settlement.SignedTransaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings verdicts onto the chain: signs, stores, sends, and looks before it sends anything again. What was signed is
 * never changed but for its fees.
 */
public final class SettlingCommands {
    private static final int MOST_WAITING = 1_000;
    private static final int LARGEST_BATCH = 100;

    private final Commands commands;
    private final Inbox inbox;
    private final Settlements settlements;
    private final SettlementLedger ledger;
    private final Policy policy;
    private final Clock clock;
    private volatile int largestBatch = LARGEST_BATCH;

    public SettlingCommands(
            Commands commands,
            Inbox inbox,
            Settlements settlements,
            SettlementLedger ledger,
            Policy policy,
            Clock clock) {
        this.commands = commands;
        this.inbox = inbox;
        this.settlements = settlements;
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Looks after what was sent, then sends what waits; returns how many settlements it touched. Throws {@link Permanent}
     * while the chain is not the one that it was.
     */
    public int settle(Fence fence) {
        inbox.halted().ifPresent(why -> {
            throw new Permanent("nothing is settled: " + why + "; name a node of the right chain, and it goes on");
        });
        List<Settlement> open = settlements.open();
        int touched = 0;
        for (Settlement settlement : open) {
            touched += follow(fence, settlement) ? 1 : 0;
        }
        return touched + (signWaiting(fence) || fillGap() ? 1 : 0);
    }

    /** A nonce that was given up, below one that is in use, would hold back everything above it for ever. */
    private boolean fillGap() {
        List<Settlement> open = settlements.open();
        if (open.isEmpty()) {
            return false;
        }
        long next = ledger.account().nextNonce();
        boolean used = open.stream().anyMatch(settlement -> settlement.nonce() == next);
        Optional<Settlement> heldBack =
                open.stream().filter(settlement -> settlement.nonce() > next).findFirst();
        if (used || heldBack.isEmpty()) {
            return false;
        }
        Fees fees = heldBack.get().latest().fees().atLeast(ledger.fees());
        // Whatever the node says, the next look at the account tells whether the gap is filled.
        ledger.fill(next, fees);
        return true;
    }

    private boolean signWaiting(Fence fence) {
        // More than a batch: those that nothing can be done for must not hold up the rest.
        List<Command> waiting = settlements.waiting(MOST_WAITING).stream()
                .filter(command -> command.onChain().isEmpty() && !isLate(command))
                .toList();
        if (mayGather(waiting)) {
            return false;
        }
        if (!ledger.maySettle()) {
            throw new Permanent(
                    "nothing is settled: the gateway takes verdicts of another account; give the platform that"
                            + " account's key, or have the gateway's owner name this one again, and settling goes on by itself");
        }
        List<Command> ready =
                waiting.stream().filter(this::isHeld).limit(largestBatch).toList();
        if (mayGather(ready)) {
            return false;
        }
        List<Entry> entries = ready.stream().map(Command::settlementEntry).toList();
        Settlement settlement = ledger.sign(entries, freeNonce(), ledger.fees(), clock.instant());
        settlements.store(fence, settlement);
        send(fence, settlement, settlement.latest());
        return true;
    }

    private long freeNonce() {
        Set<Long> taken = settlements.open().stream().map(Settlement::nonce).collect(Collectors.toSet());
        long nonce = ledger.account().nextNonce();
        while (taken.contains(nonce)) {
            nonce++;
        }
        return nonce;
    }

    /** Whether all of these are refunds that may wait for more of them. */
    private boolean mayGather(List<Command> commands) {
        Instant now = clock.instant();
        return commands.size() < largestBatch
                && commands.stream()
                        .noneMatch(command -> isApproval(command)
                                || !now.isBefore(command.since().plus(policy.gatherRefunds())));
    }

    private static boolean isApproval(Command command) {
        return command.settlementEntry().decision() instanceof Decision.Approve;
    }

    private boolean isLate(Command command) {
        return isApproval(command) && !now().isBefore(command.submission().cutOff(policy.blockTime()));
    }

    /** Whether the contract would still take this verdict: it holds the fee, for an envelope with this tag. */
    private boolean isHeld(Command command) {
        return ledger.escrow(command.id())
                .filter(escrow -> escrow.tag().equals(command.submission().tag()))
                .isPresent();
    }

    private Instant now() {
        Instant here = clock.instant();
        return inbox.cursor().map(read -> read.orLater(here)).orElse(here);
    }

    private boolean follow(Fence fence, Settlement settlement) {
        boolean allFinal = settlement.entries().stream()
                .allMatch(entry -> fact(entry).filter(OnChain::finalised).isPresent());
        if (allFinal) {
            settlements.close(fence, settlement);
            return true;
        }
        Optional<Inclusion.Mined> mined = Optional.empty();
        boolean pending = false;
        for (SignedTransaction attempt : settlement.attempts().reversed()) {
            switch (ledger.lookUp(attempt)) {
                case Inclusion.Mined found -> mined = Optional.of(found);
                case Inclusion.Pending _ -> pending = true;
                case Inclusion.Unknown _ -> {}
            }
        }
        if (mined.isPresent()) {
            return afterMining(fence, settlement, mined.get());
        }
        if (isStuck(settlement)) {
            raise(fence, settlement, pending);
            return true;
        }
        if (!pending) {
            send(fence, settlement, settlement.latest());
        }
        return false;
    }

    /** Not every node shows its pool, and each may forget: that nothing is seen of it says nothing of its price. */
    private boolean isStuck(Settlement settlement) {
        return clock.instant().isAfter(settlement.lastSentAt().plus(policy.replaceAfter()));
    }

    /**
     * Mined for nothing, or for some of its entries only: what the contract still holds may be signed anew, once the
     * block is final and taken in. Before, a reorganisation could set the nonce free, and nobody would use it again.
     */
    private boolean afterMining(Fence fence, Settlement settlement, Inclusion.Mined mined) {
        boolean read = inbox.finalisedBlock()
                .filter(last -> mined.block().number() <= last.number())
                .isPresent();
        if (read) {
            settlements.close(fence, settlement);
        }
        return read;
    }

    private boolean isStillOpen(Entry entry) {
        return fact(entry).isEmpty() && ledger.escrow(entry.command()).isPresent();
    }

    private Optional<OnChain> fact(Entry entry) {
        return commands.find(entry.command()).flatMap(Command::onChain);
    }

    private void raise(Fence fence, Settlement settlement, boolean pending) {
        Fees market = ledger.fees();
        Fees last = settlement.latest().fees();
        Fees raised = last.raised().atLeast(market).atMost(ledger.feeCap());
        if (last.isFarAbove(market) || !last.isReplacedBy(raised)) {
            // It does not wait for want of a higher price, since the chain may stand still; or no more may be offered.
            Settlement again = settlement.resent(clock.instant());
            settlements.store(fence, again);
            if (!pending) {
                send(fence, again, again.latest());
            }
            return;
        }
        SignedTransaction attempt = ledger.signAgain(settlement, raised);
        Settlement replaced = settlement.replacedBy(attempt, clock.instant());
        settlements.store(fence, replaced);
        send(fence, replaced, attempt);
    }

    private void send(Fence fence, Settlement settlement, SignedTransaction attempt) {
        switch (ledger.send(attempt)) {
            case Broadcast.Accepted _ -> largestBatch = Math.min(2 * largestBatch, LARGEST_BATCH);
            case Broadcast.Underpriced _ -> {
                // Offered more once it is stuck.
            }
            case Broadcast.NonceUsed _ -> {
                boolean ours = settlement.attempts().stream()
                        .anyMatch(each -> !(ledger.lookUp(each) instanceof Inclusion.Unknown));
                // An escrow that is gone without a word in the log may be this settlement's doing: the log tells.
                boolean known = settlement.entries().stream()
                        .allMatch(entry -> fact(entry).isPresent() || isStillOpen(entry));
                if (!ours && known && ledger.account().nextNonce() > settlement.nonce()) {
                    settlements.close(fence, settlement);
                }
            }
            case Broadcast.OutOfFunds _ ->
                throw new Permanent("the settler's account can't pay for gas: fund it, and settling goes on by itself");
            case Broadcast.Refused refused -> {
                divide(fence, settlement);
                throw new Unavailable("the node refused a settlement: " + refused.message());
            }
        }
    }

    /**
     * What a node refuses, it may refuse for ever: a batch may need more gas than a block has, or cost more than the node
     * lets anybody pay. It is given up, so that its verdicts are signed anew, half as many at a time. Should the old one be
     * mined after all, the contract takes each verdict once.
     */
    private void divide(Fence fence, Settlement settlement) {
        int entries = settlement.entries().size();
        boolean unseen =
                settlement.attempts().stream().allMatch(attempt -> ledger.lookUp(attempt) instanceof Inclusion.Unknown);
        if (entries > 1 && unseen && ledger.account().nextNonce() <= settlement.nonce()) {
            largestBatch = entries / 2;
            settlements.close(fence, settlement);
        }
    }
}
