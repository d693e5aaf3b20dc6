package io.botfleet.application.command;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import java.time.Instant;
import java.util.function.Supplier;

/** Ends commands with the evidence for it. */
final class Verdicts {
    private final Gateway gateway;
    private final Supplier<Bytes> salts;

    Verdicts(Gateway gateway, Supplier<Bytes> salts) {
        this.gateway = gateway;
        this.salts = salts;
    }

    Gateway gateway() {
        return gateway;
    }

    Command approve(Command command, Instant now) {
        return command.approving(EvidenceDocument.of(gateway, command, new Decision.Approve(), salts.get(), now), now);
    }

    Command refund(Command command, Ending why, Instant now) {
        Decision decision = new Decision.Rollback(why.reason());
        return command.refunding(why, EvidenceDocument.of(gateway, command, decision, salts.get(), now), now);
    }

    /**
     * The end of a command whose client took the fee back, once that is final: until then a reorganisation can take the
     * reclaim away and leave the fee in escrow.
     */
    Next reclaimed(Command command, Instant now) {
        return command.onChain().filter(OnChain::finalised).isPresent()
                ? Next.at(command.settled(now))
                : Next.asleep(command.waiting("the reclaim to become final"));
    }

    /** Why a command has to be undone whose fee went back already, as the chain says. */
    static Ending foundOnChain(Command command) {
        OnChain fact = command.onChain()
                .orElseThrow(() -> new IllegalStateException("the chain says nothing of command " + command.id()));
        return switch (fact.outcome()) {
            case RECLAIMED -> new Ending(Reason.EXPIRED, "the client reclaimed the fee", Ending.End.RECLAIMED);
            case ROLLED_BACK ->
                Ending.refund(
                        Reason.ofCode(fact.reasonCode()).orElse(Reason.EXPIRED),
                        "the chain says that it was rolled back before");
            case APPROVED -> throw new IllegalArgumentException("command " + command.id() + " was approved");
        };
    }

    /** The same for one that has changed nothing yet. */
    Next endedOnChain(Command command, Instant now) {
        return command.isOnChainAs(OnChain.Outcome.RECLAIMED)
                ? reclaimed(command, now)
                : Next.at(refund(command, foundOnChain(command), now));
    }

    /** The end that a command came to, once nothing of it is deployed any more. */
    Next undone(Command command, Instant now) {
        Ending ending = command.ending()
                .orElseThrow(() -> new IllegalStateException("command " + command.id() + " has no ending"));
        return switch (ending.end()) {
            // What a store that was restored from an older copy had sent before may be mined only now: it counts.
            case REFUND ->
                Next.at(refund(
                        command,
                        command.isOnChainAs(OnChain.Outcome.ROLLED_BACK) ? foundOnChain(command) : ending,
                        now));
            case RECLAIMED ->
                command.isOnChainAs(OnChain.Outcome.RECLAIMED)
                        ? reclaimed(command, now)
                        : Next.at(refund(
                                command,
                                Ending.refund(Reason.EXPIRED, "the client's reclaim left the chain again"),
                                now));
            case VANISHED -> Next.at(command.vanished(now));
        };
    }
}
