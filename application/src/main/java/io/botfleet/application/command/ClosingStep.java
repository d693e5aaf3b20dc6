package io.botfleet.application.command;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import java.time.Instant;

/** Approving, refunding: waits for the chain's word, which alone ends a command. */
final class ClosingStep {
    private final ChainTime chainTime;
    private final Verdicts verdicts;
    private final Policy policy;

    ClosingStep(ChainTime chainTime, Verdicts verdicts, Policy policy) {
        this.chainTime = chainTime;
        this.verdicts = verdicts;
        this.policy = policy;
    }

    Next take(Command command, Instant now) {
        if (command.onChain().isPresent()) {
            return ended(command, command.onChain().get(), now);
        }
        if (command.stage() == Stage.APPROVING && cannotBeMinedAnyMore(command, now)) {
            return Next.at(command.undoing(
                    Ending.refund(Reason.EXPIRED, "the approval was not mined before the deadline"), now));
        }
        return new Next(command.waiting("the settlement to be mined and confirmed"), policy.lookAgain());
    }

    private Next ended(Command command, OnChain fact, Instant now) {
        return switch (fact.outcome()) {
            case APPROVED, ROLLED_BACK -> Next.at(command.settled(now));
            case RECLAIMED ->
                command.stage() == Stage.APPROVING && fact.finalised()
                        ? Next.at(command.undoing(
                                new Ending(
                                        Reason.EXPIRED,
                                        "the client reclaimed the fee before the approval was mined",
                                        Ending.End.RECLAIMED),
                                now))
                        : verdicts.reclaimed(command, now);
        };
    }

    private boolean cannotBeMinedAnyMore(Command command, Instant now) {
        Instant deadline = command.submission().deadline();
        return now.isAfter(deadline.plus(policy.finalityLag())) && chainTime.isFinalAfter(deadline);
    }
}
