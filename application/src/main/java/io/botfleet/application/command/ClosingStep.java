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
        Command waiting = command.waiting("the settlement to be mined and confirmed");
        if (command.stage() != Stage.APPROVING) {
            return Next.asleep(waiting);
        }
        Instant over = command.submission().deadline().plus(policy.finalityLag());
        return now.isAfter(over) && chainTime.isFinalAfter(command.submission().deadline())
                ? Next.at(command.undoing(
                        Ending.refund(Reason.EXPIRED, "the approval was not mined before the deadline"), now))
                : Next.asleepUntil(over, waiting, now);
    }

    /** Money and verdict differ; nothing that is done by itself makes that right. */
    private static Next contradiction(Command command, OnChain fact) {
        return Next.asleep(
                command.waiting(
                        "somebody to look: the chain says " + fact.outcome()
                                + " and this store rolled it back; another platform settles with this key, or the store is an older copy"));
    }

    private Next ended(Command command, OnChain fact, Instant now) {
        return switch (fact.outcome()) {
            case APPROVED ->
                command.stage() == Stage.APPROVING ? Next.at(command.settled(now)) : contradiction(command, fact);
            case ROLLED_BACK ->
                command.stage() == Stage.REFUNDING
                        ? Next.at(command.settled(now))
                        : fact.finalised()
                                ? Next.at(command.undoing(Verdicts.foundOnChain(command), now))
                                : Next.asleep(command.waiting("the rollback that the chain shows to become final"));
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
}
