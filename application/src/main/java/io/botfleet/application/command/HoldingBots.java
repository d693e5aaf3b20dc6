package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Bots of starts that are undone, and that may have opened positions meanwhile. Such a bot is paused, and stays until it
 * is flat: {@link DrainingBots} takes it away then.
 */
final class HoldingBots {
    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Positions positions;
    private final Policy policy;

    HoldingBots(
            Commands commands, GitOpsRepository repository, Workloads workloads, Positions positions, Policy policy) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = positions;
        this.policy = policy;
    }

    /** What the bot holds that an undoing would take away, by the values files there are; empty where it may go. */
    Optional<Positions.Answer> inTheWayOf(
            Command undoing, RepositoryPath path, Map<RepositoryPath, Optional<CommandId>> files, Instant now) {
        // A number that another command took over may be another client's, too, by now.
        boolean gone = undoing.ending()
                .filter(ending -> ending.end() == Ending.End.VANISHED)
                .isPresent();
        Optional<Command> start = startAt(path, files);
        if (gone || start.isEmpty()) {
            return Optional.empty();
        }
        return switch (workloads.observe(WorkloadId.ofBot(undoing.client()))) {
            case Observation.Unreachable unreachable ->
                // An outage says nothing about a bot, however long it lasts.
                Optional.of(new Positions.Unknown("the cluster: " + unreachable.why()));
            case Observation.Seen seen when mayHold(start.get(), seen) -> pausedAndAsked(undoing, seen, now);
            case Observation.Seen _ -> Optional.empty();
        };
    }

    private Optional<Positions.Answer> pausedAndAsked(Command undoing, Observation.Seen seen, Instant now) {
        Positions.Answer answer = positions.pause(undoing.client(), seen);
        boolean stays =
                switch (answer) {
                    case Positions.Open open -> open.count() > 0;
                    case Positions.Unknown _ -> now.isBefore(undoing.since().plus(policy.restorePatience()));
                };
        return Optional.of(answer).filter(_ -> stays);
    }

    /** The start of a client's bot that may hold something; while nobody reaches the cluster, every bot may. */
    Optional<Command> mayHold(ClientId client) {
        return startAt(RepositoryPath.ofBot(client), repository.inventory())
                .filter(start -> switch (workloads.observe(WorkloadId.ofBot(client))) {
                    case Observation.Unreachable _ -> true;
                    case Observation.Seen seen -> mayHold(start, seen);
                });
    }

    private Optional<Command> startAt(RepositoryPath path, Map<RepositoryPath, Optional<CommandId>> files) {
        return files.getOrDefault(path, Optional.empty()).flatMap(commands::find);
    }

    /**
     * Whether a bot may have opened positions, also while nobody looked. What proves that it has not is a cluster that has
     * not taken it up, a container that was never ready, or a failure that was watched before any iteration was.
     */
    private boolean mayHold(Command start, Observation.Seen seen) {
        if (start.execution().firstProcess().isPresent() || start.commit().isEmpty()) {
            return true;
        }
        boolean proven = wasSeenToFail(start, seen)
                || seen.pod().map(pod -> wasNeverReady(start, pod)).orElseGet(() -> !hasArrived(start, seen));
        boolean ready = seen.pod().filter(pod -> pod.phase() == Pod.Phase.READY).isPresent();
        return ready || !proven;
    }

    /** Freqtrade serves its API, and is ready by that, before it trades; one that stops serving it is started again. */
    private static boolean wasNeverReady(Command start, Pod pod) {
        boolean known = start.execution()
                .pod()
                .filter(first -> first.uid().equals(pod.uid()))
                .isPresent();
        return pod.restarts() == 0
                && switch (pod.phase()) {
                    case PENDING, INITIALISING -> true;
                    case RUNNING -> known;
                    case READY, TERMINATING, ENDED -> false;
                };
    }

    private boolean hasArrived(Command start, Observation.Seen seen) {
        return seen.revision()
                .flatMap(revision -> start.commit().filter(commit -> repository.contains(revision, commit)))
                .isPresent();
    }

    private static boolean wasSeenToFail(Command start, Observation.Seen seen) {
        boolean endedByIt = start.ending()
                .filter(ending -> ending.reason() == Reason.EXECUTION_FAILED || ending.reason() == Reason.NOT_DEPLOYED)
                .isPresent();
        return endedByIt
                || (seen.problem().isPresent() && start.execution().failingAt().isPresent());
    }
}
