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

    /** The end that a command came to, once nothing of it is deployed any more. */
    Next undone(Command command, Instant now) {
        Ending ending = command.ending()
                .orElseThrow(() -> new IllegalStateException("command " + command.id() + " has no ending"));
        return switch (ending.end()) {
            case REFUND -> Next.at(refund(command, ending, now));
            case RECLAIMED ->
                command.onChain().isPresent()
                        ? reclaimed(command, now)
                        : Next.at(refund(
                                command,
                                Ending.refund(Reason.EXPIRED, "the client's reclaim left the chain again"),
                                now));
            case VANISHED -> Next.at(command.vanished(now));
        };
    }
}
