package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.Payload;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/** Received: opens the envelope and checks what is in it. Nothing secret leaves this step. */
final class OpeningStep {
    private final Commands commands;
    private final Inbox inbox;
    private final Envelopes envelopes;
    private final GitOpsRepository repository;
    private final Verdicts verdicts;

    OpeningStep(Commands commands, Inbox inbox, Envelopes envelopes, GitOpsRepository repository, Verdicts verdicts) {
        this.commands = commands;
        this.inbox = inbox;
        this.envelopes = envelopes;
        this.repository = repository;
        this.verdicts = verdicts;
    }

    Next take(Command command, Instant now) {
        if (command.onChain().isPresent() && !command.isOnChainAs(OnChain.Outcome.APPROVED)) {
            return isCarriedOut(command)
                    ? Next.at(known(command, now).undoing(Verdicts.foundOnChain(command), now))
                    : verdicts.endedOnChain(command, now);
        }
        // In order, so that of two commands with one key the later is the repeat.
        Optional<CommandId> older = commands.turn(command).sealed();
        if (older.isPresent()) {
            return Next.asleep(command.waiting("command " + older.get() + " to be opened"));
        }
        if (numberMayChange(command.client())) {
            return Next.asleep(command.waiting("the client's first command to become final"));
        }
        return Next.at(opened(command, now));
    }

    /** With its order where that is a backtest: what it left is in other places than what a bot leaves. */
    private Command known(Command command, Instant now) {
        var submission = command.submission();
        var binding = new Envelopes.Binding(verdicts.gateway(), submission.sender());
        return envelopes.open(submission.envelope(), binding) instanceof Envelopes.Opened opened
                        && Payload.read(opened.payload()) instanceof Payload.Valid valid
                        && !valid.payload().order().concernsTheBot()
                ? command.queued(
                        new Accepted(valid.payload().key(), valid.payload().order()), now)
                : command;
    }

    private boolean numberMayChange(ClientId client) {
        long lastFinal = inbox.finalisedBlock().map(BlockRef::number).orElse(0L);
        return commands.firstOf(client)
                .filter(first -> first.submission().block().number() > lastFinal)
                .isPresent();
    }

    private Command opened(Command command, Instant now) {
        var submission = command.submission();
        var binding = new Envelopes.Binding(verdicts.gateway(), submission.sender());
        return switch (envelopes.open(submission.envelope(), binding)) {
            case Envelopes.Refused refused -> refuse(command, reasonOf(refused), refused.why(), now);
            case Envelopes.Opened opened ->
                switch (Payload.read(opened.payload())) {
                    case Payload.Invalid invalid -> refuse(command, Reason.INVALID, invalid.toString(), now);
                    case Payload.Valid valid -> checked(command, valid.payload(), now);
                };
        };
    }

    private static Reason reasonOf(Envelopes.Refused refused) {
        return switch (refused.kind()) {
            case UNREADABLE -> Reason.UNREADABLE;
            case INVALID -> Reason.INVALID;
        };
    }

    private Command checked(Command command, Payload payload, Instant now) {
        if (command.isOnChainAs(OnChain.Outcome.APPROVED)) {
            // Decided before this store heard of it; its block may have been another one then, in time and behind no
            // twin.
            return command.queued(new Accepted(payload.key(), payload.order()), now);
        }
        if (command.submission().submittedAt().isAfter(payload.notAfter())) {
            return refuse(command, Reason.EXPIRED, "it was mined after its notAfter, " + payload.notAfter(), now);
        }
        Optional<CommandId> twin = commands.earlierTwin(command, Optional.of(payload.key()));
        if (twin.isPresent()) {
            return refuse(command, Reason.DUPLICATE, "it repeats command " + twin.get(), now);
        }
        return command.queued(new Accepted(payload.key(), payload.order()), now);
    }

    private Command refuse(Command command, Reason reason, String detail, Instant now) {
        Ending ending = Ending.refund(reason, detail);
        return isCarriedOut(command) ? command.undoing(ending, now) : verdicts.refund(command, ending, now);
    }

    /**
     * Whether Git has its values already: this store is an older copy, and has forgotten what it did. Putting one back takes
     * longer than a head is recent, and a flood of what is refused is not to be one of fetches.
     */
    private boolean isCarriedOut(Command command) {
        RepositoryPath bot = RepositoryPath.ofBot(command.client());
        RepositoryPath backtest = RepositoryPath.ofBacktest(command.client(), command.id());
        Optional<CommitId> head = repository.recentHead();
        return head.flatMap(commit -> repository.at(commit, backtest)).isPresent()
                || (head.flatMap(commit -> repository.at(commit, bot)).isPresent()
                        && repository
                                .inventory()
                                .getOrDefault(bot, Optional.empty())
                                .equals(Optional.of(command.id())));
    }
}
