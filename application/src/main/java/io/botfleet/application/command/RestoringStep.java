package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/** Restoring: sees the former bot back, or none, before the fee goes back; but never keeps a refund for long. */
final class RestoringStep {
    private final Commands commands;
    private final BacktestSteps backtests;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Positions positions;
    private final Verdicts verdicts;
    private final Policy policy;

    RestoringStep(
            Commands commands,
            BacktestSteps backtests,
            GitOpsRepository repository,
            Workloads workloads,
            Positions positions,
            Verdicts verdicts,
            Policy policy) {
        this.commands = commands;
        this.backtests = backtests;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = positions;
        this.verdicts = verdicts;
        this.policy = policy;
    }

    Next take(Command command, Instant now) {
        boolean patient = now.isBefore(command.since().plus(policy.restorePatience()))
                && now.isBefore(command.submission().deadline());
        return restored(command) || !patient
                ? verdicts.undone(command, now)
                : new Next(command.waiting("the cluster to be as it was before"), policy.lookAgain());
    }

    /** What failed must not leave behind a bot that trades no more, or only closes; one that stopped by itself is left alone. */
    private boolean trades(Command undone, CommandId former) {
        boolean byAStop = undone.order().orElse(null) instanceof StopTrading stop && stop.mode() != StopMode.NOW;
        boolean paused = byAStop
                || positions
                        .state(undone.client(), former)
                        .filter("paused"::equals)
                        .isPresent();
        return !paused || positions.resume(undone.client(), former);
    }

    private boolean restored(Command command) {
        if (command.order().orElse(null) instanceof RunBacktest) {
            return backtests.isGone(command);
        }
        WorkloadId bot = WorkloadId.ofBot(command.client());
        CommitId undo = command.undoCommit().orElseThrow();
        Optional<Command> approved = commands.lastApproved(command.client(), command.id());
        boolean mayStay = approved.filter(Command::leavesABot).isPresent();
        boolean stays = repository
                .at(undo, RepositoryPath.ofBot(command.client()))
                .filter(ValuesDocument::isPaused)
                .isPresent();
        Optional<CommandId> former = approved.filter(start -> start.prepared().orElse(null) instanceof Prepared.Values)
                .map(Command::id);
        if (!mayStay && !stays && former.isEmpty()) {
            workloads.remove(bot, revision -> repository.contains(revision, undo));
        }
        if (!(workloads.observe(bot) instanceof Observation.Seen seen)
                || seen.revision().isEmpty()
                || !repository.contains(seen.revision().get(), undo)) {
            return false;
        }
        if (mayStay) {
            // A stop let it hold on to its positions: it may be there, and goes when it holds none.
            return true;
        }
        if (stays) {
            // By now it comes up paused; what started before that may trade, and is paused once more.
            return positions.pause(command.client(), seen) instanceof Positions.Open;
        }
        return former.isEmpty()
                ? seen.pod().isEmpty()
                : seen.pod()
                                .filter(pod -> pod.command().equals(former) && pod.phase() == Pod.Phase.READY)
                                .isPresent()
                        && trades(command, former.get());
    }
}
