package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
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
    private final PausedValues paused;
    private final Policy policy;

    /** What keeps a bot from going that an undoing would take away. */
    sealed interface InTheWay {}

    /**
     * It holds positions, and stays until it is flat.
     *
     * @param values those by which it comes up paused
     */
    record Stays(int positions, Bytes values) implements InTheWay {}

    /**
     * It has not told what it holds.
     *
     * @param asked whether it could be asked: an outage around it uses up nobody's patience
     */
    record Untold(String why, boolean asked) implements InTheWay {}

    HoldingBots(
            Commands commands, GitOpsRepository repository, Workloads workloads, Positions positions, Policy policy) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = positions;
        this.paused = new PausedValues(commands);
        this.policy = policy;
    }

    /**
     * What the bot holds that an undoing would take away; empty where it may go.
     *
     * @param files the values files there are
     * @param file what the one at the path holds
     */
    Optional<InTheWay> inTheWayOf(
            Command undoing,
            RepositoryPath path,
            Map<RepositoryPath, Optional<CommandId>> files,
            Optional<Bytes> file,
            Instant now) {
        Optional<Command> start = startAt(path, files);
        if (isGone(undoing) || start.isEmpty()) {
            return Optional.empty();
        }
        return switch (workloads.observe(WorkloadId.ofBot(undoing.client()))) {
            case Observation.Unreachable unreachable ->
                // An outage says nothing about a bot, however long it lasts.
                Optional.of(new Untold("the cluster: " + unreachable.why(), false));
            case Observation.Seen seen when mayHold(start.get(), seen) -> pausedAndAsked(undoing, seen, file, now);
            case Observation.Seen _ -> Optional.empty();
        };
    }

    /**
     * The same where a dry run is to come back in place of the live bot of this undoing: what that one holds is in a schema
     * where a dry run never looks.
     *
     * @param file what is in Git for the client
     */
    Optional<InTheWay> inTheWayOfADryRun(Command undoing, Optional<Bytes> file, Instant now) {
        if (isGone(undoing)) {
            return Optional.empty();
        }
        return switch (workloads.observe(WorkloadId.ofBot(undoing.client()))) {
            case Observation.Unreachable unreachable ->
                Optional.of(new Untold("the cluster: " + unreachable.why(), false));
            case Observation.Seen seen
            when isOf(undoing, seen) && mayHold(undoing, seen) -> pausedAndAsked(undoing, seen, file, now);
            case Observation.Seen _ -> Optional.empty();
        };
    }

    /** The live bot that an undoing left in place of the approved dry run, since it holds positions. */
    Optional<Command> inPlaceOf(Command dryRun) {
        return startAt(RepositoryPath.ofBot(dryRun.client()), repository.inventory())
                .filter(start -> !start.id().equals(dryRun.id()))
                .filter(start -> start.order().orElse(null) instanceof StartTrading order && !order.dryRun())
                .filter(start -> switch (workloads.observe(WorkloadId.ofBot(start.client()))) {
                    case Observation.Unreachable _ -> true;
                    case Observation.Seen seen -> isOf(start, seen) && mayHold(start, seen);
                });
    }

    private static boolean isOf(Command start, Observation.Seen seen) {
        return seen.pod().flatMap(Pod::command).equals(Optional.of(start.id()));
    }

    /** A number that another command took over may be another client's, too, by now. */
    private static boolean isGone(Command undoing) {
        return undoing.ending()
                .filter(ending -> ending.end() == Ending.End.VANISHED)
                .isPresent();
    }

    private Optional<InTheWay> pausedAndAsked(
            Command undoing, Observation.Seen seen, Optional<Bytes> file, Instant now) {
        return switch (positions.pause(undoing.client(), seen)) {
            case Positions.Open open ->
                open.count() == 0
                        ? Optional.empty()
                        : Optional.of(paused.of(undoing.client(), seen)
                                .flatMap(Prepared.Values::content)
                                .or(() -> file.map(ValuesDocument::paused))
                                .<InTheWay>map(values -> new Stays(open.count(), values))
                                .orElseGet(() -> new Untold("its values are gone", false)));
            case Positions.Unknown unknown ->
                undoing.askedInVainSince()
                                .filter(first -> !now.isBefore(first.plus(policy.restorePatience())))
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of(new Untold(unknown.why(), true));
        };
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
