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
    private final ComingBots coming;
    private final Patience patience;

    /** What keeps a bot from going that an undoing would take away. */
    sealed interface InTheWay {}

    /**
     * It holds positions, and stays until it is flat.
     *
     * @param values those by which it comes up paused
     */
    record Stays(int positions, Bytes values) implements InTheWay {}

    /**
     * It is live, and the cluster may bring it up at any moment: it is to come up paused.
     *
     * @param values those by which it does
     */
    record Comes(Bytes values) implements InTheWay {}

    /**
     * It has not told what it holds.
     *
     * @param asked whether it could be asked: an outage around it uses up nobody's patience
     */
    record Untold(String why, boolean asked) implements InTheWay {}

    HoldingBots(
            Commands commands,
            GitOpsRepository repository,
            Workloads workloads,
            Positions positions,
            Patience patience) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = positions;
        this.paused = new PausedValues(commands);
        this.coming = new ComingBots(commands, repository, workloads);
        this.patience = patience;
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
            Optional<Bytes> file) {
        Optional<Command> start = startAt(path, files);
        if (isGone(undoing) || start.isEmpty()) {
            return Optional.empty();
        }
        return switch (workloads.observe(WorkloadId.ofBot(undoing.client()))) {
            case Observation.Unreachable unreachable ->
                // An outage says nothing about a bot, however long it lasts.
                Optional.of(new Untold("the cluster: " + unreachable.why(), false));
            case Observation.Seen seen -> inTheWayOf(undoing, start.get(), mayHold(start.get(), seen), seen, file);
        };
    }

    /**
     * The same where a former bot is to come back in place of a live one and would not see what that holds: a dry run, whose
     * schema is another one, or a bot on another exchange or with another stake currency.
     */
    Optional<InTheWay> inTheWayOf(
            StartTrading former,
            Command undoing,
            RepositoryPath path,
            Map<RepositoryPath, Optional<CommandId>> files,
            Optional<Bytes> file) {
        Optional<Command> live = startAt(path, files)
                .filter(ComingBots::isLive)
                .filter(start ->
                        start.order().orElse(null) instanceof StartTrading order && !former.seesPositionsOf(order));
        if (isGone(undoing) || live.isEmpty()) {
            return Optional.empty();
        }
        return switch (workloads.observe(WorkloadId.ofBot(undoing.client()))) {
            case Observation.Unreachable unreachable ->
                Optional.of(new Untold("the cluster: " + unreachable.why(), false));
            case Observation.Seen seen -> {
                boolean mayHold = isOf(live.get(), seen) && mayHold(live.get(), seen);
                yield inTheWayOf(undoing, live.get(), mayHold, seen, file);
            }
        };
    }

    private Optional<InTheWay> inTheWayOf(
            Command undoing, Command start, boolean mayHold, Observation.Seen seen, Optional<Bytes> file) {
        if (!mayHold || !isReady(seen)) {
            Optional<InTheWay> comes =
                    wasSeenToFail(start, seen) ? Optional.empty() : comes(undoing, start, seen, file);
            if (!mayHold || comes.isPresent()) {
                return comes;
            }
        }
        // It opens nothing from now on; that it holds nothing counts once it can't come up trading any more.
        Optional<InTheWay> told = pausedAndAsked(undoing, seen, file);
        return told.filter(what -> what instanceof Stays || !isReady(seen))
                .or(() -> comes(undoing, start, seen, file))
                .or(() -> told);
    }

    private static boolean isReady(Observation.Seen seen) {
        return seen.pod().filter(pod -> pod.phase() == Pod.Phase.READY).isPresent();
    }

    /**
     * The values by which the bot of a start whose place another command takes comes up paused, where the cluster may bring it
     * up before that one's; empty where they are in Git already, or where its successor manages what it may open.
     */
    Optional<Bytes> ofASuperseded(Command start, Bytes file) {
        boolean adopted = commands.turn(start)
                                .superseder()
                                .flatMap(commands::find)
                                .flatMap(Command::order)
                                .orElse(null)
                        instanceof StartTrading next
                && start.order().orElse(null) instanceof StartTrading order
                && !positions.wouldChangeHands(order, next);
        return Optional.of(ValuesDocument.paused(file))
                .filter(values -> !adopted && !values.equals(file))
                .filter(values -> workloads.observe(WorkloadId.ofBot(start.client())) instanceof Observation.Seen seen
                        && coming.isComing(start, seen, values));
    }

    private Optional<InTheWay> comes(Command undoing, Command start, Observation.Seen seen, Optional<Bytes> file) {
        return file.filter(_ -> patience.isLeft(undoing))
                .filter(there -> coming.mayTrade(start, seen, ValuesDocument.paused(there)))
                .map(there -> ValuesDocument.isPaused(there)
                        ? new Untold("the cluster has yet to take up that it starts paused", true)
                        : new Comes(ValuesDocument.paused(there)));
    }

    /** The live bot that is in place of the approved one: left by an undoing, or by one that another command's start made way for. */
    Optional<Command> inPlaceOf(Command approved) {
        return startAt(RepositoryPath.ofBot(approved.client()), repository.inventory())
                .filter(start -> !start.id().equals(approved.id()))
                .filter(ComingBots::isLive)
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

    private Optional<InTheWay> pausedAndAsked(Command undoing, Observation.Seen seen, Optional<Bytes> file) {
        return switch (positions.pause(undoing.client(), seen)) {
            case Positions.Open open ->
                open.count() == 0 ? Optional.empty() : Optional.of(stays(undoing, open.count(), seen, file));
            case Positions.Unknown unknown
            when patience.isLeft(undoing) -> Optional.of(new Untold(unknown.why(), true));
            // Silence takes nothing back that it has told before.
            case Positions.Unknown _ ->
                undoing.execution().openTrades().stream()
                        .filter(told -> told > 0)
                        .mapToObj(told -> stays(undoing, told, seen, file))
                        .findFirst();
        };
    }

    private InTheWay stays(Command undoing, int positions, Observation.Seen seen, Optional<Bytes> file) {
        return paused.of(undoing.client(), seen)
                .flatMap(Prepared.Values::content)
                .or(() -> file.map(ValuesDocument::paused))
                .<InTheWay>map(values -> new Stays(positions, values))
                .orElseGet(() -> new Untold("its values are gone", false));
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
        return isReady(seen) || !proven;
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
                    // One that is live may be ready in a moment, and trade until it is taken away.
                    case RUNNING -> known && !ComingBots.isLive(start);
                    case READY, TERMINATING, ENDED -> false;
                };
    }

    private boolean hasArrived(Command start, Observation.Seen seen) {
        return seen.revision()
                .flatMap(revision -> start.commit().filter(commit -> repository.contains(revision, commit)))
                .isPresent();
    }

    static boolean wasSeenToFail(Command start, Observation.Seen seen) {
        boolean endedByIt = start.ending()
                .filter(ending -> ending.reason() == Reason.EXECUTION_FAILED || ending.reason() == Reason.NOT_DEPLOYED)
                .isPresent();
        return endedByIt
                || (seen.problem().isPresent() && start.execution().failingAt().isPresent());
    }
}
