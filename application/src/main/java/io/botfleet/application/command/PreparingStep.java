package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Queued: waits for the lane and for room, then prepares the change to Git. */
final class PreparingStep {
    private static final Set<Stage> BEFORE_GIT = Set.of(Stage.RECEIVED, Stage.QUEUED, Stage.PROVISIONED);

    private final Commands commands;
    private final BacktestSteps backtests;
    private final Provisioning provisioning;
    private final Positions positions;
    private final HoldingBots holding;
    private final ComingBots coming;
    private final PausedValues paused;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Verdicts verdicts;
    private final Patience patience;
    private final Policy policy;

    PreparingStep(
            Commands commands,
            BacktestSteps backtests,
            Provisioning provisioning,
            Positions positions,
            GitOpsRepository repository,
            Workloads workloads,
            Verdicts verdicts,
            Patience patience,
            Policy policy) {
        this.commands = commands;
        this.backtests = backtests;
        this.provisioning = provisioning;
        this.positions = positions;
        this.holding = new HoldingBots(commands, repository, workloads, positions, patience);
        this.coming = new ComingBots(commands, repository, workloads);
        this.paused = new PausedValues(commands);
        this.repository = repository;
        this.workloads = workloads;
        this.verdicts = verdicts;
        this.patience = patience;
        this.policy = policy;
    }

    Next take(Command command, Instant now) {
        if (command.isOnChainAs(OnChain.Outcome.APPROVED)) {
            return approvedBefore(command, now);
        }
        if (command.onChain().isPresent()) {
            // An older command may have left its values to be replaced by this one's.
            return Next.at(command.undoing(Verdicts.foundOnChain(command), now));
        }
        Turn turn = commands.turn(command);
        if (turn.superseder().isPresent()) {
            String detail = "command " + turn.superseder().get() + " took its place";
            return Next.at(verdicts.refund(command, Ending.refund(Reason.SUPERSEDED, detail), now));
        }
        if (!now.isBefore(command.submission().cutOff(policy.blockTime()))) {
            String detail = "it was too late to start: " + command.waitingOn().orElse("the platform was not there");
            Reason reason = hasNoRoom(command) ? Reason.CAPACITY : Reason.TIMEOUT;
            return Next.at(command.undoing(Ending.refund(reason, detail), now));
        }
        if (!turn.isFirst()) {
            Instant tooLate = command.submission().cutOff(policy.blockTime());
            return Next.asleepUntil(tooLate, command.waiting("an older command of this client"), now);
        }
        Order order = command.order().orElseThrow();
        Optional<CommandId> later = order.concernsTheBot() ? forgotten(command) : Optional.empty();
        if (later.isPresent()) {
            return waiting(
                    command,
                    "command " + later.get() + ", whose values are in Git already, to be read and opened here too");
        }
        return switch (order) {
            case StartTrading start ->
                start(command, start, commands.lastApproved(command.client(), command.id()), now);
            case StopTrading stop -> stop(command, stop, now);
            case RunBacktest backtest -> backtests.prepare(command, backtest, now);
        };
    }

    /**
     * The later command that the file names, where this store has it yet to carry out: it is an older copy of itself, and
     * the bot that runs is not this command's to replace.
     */
    private Optional<CommandId> forgotten(Command command) {
        return repository
                .inventory()
                .getOrDefault(RepositoryPath.ofBot(command.client()), Optional.empty())
                .filter(named -> named.compareTo(command.id()) > 0)
                .filter(named -> commands.find(named)
                        .map(known -> known.client().equals(command.client()) && BEFORE_GIT.contains(known.stage()))
                        .orElse(true));
    }

    /** Was carried out before, and this store has forgotten it: what it left is taken down, and nothing is asked again. */
    private Next approvedBefore(Command command, Instant now) {
        if (!commands.turn(command).isFirst()) {
            return Next.asleep(command.waiting("an older command of this client"));
        }
        return switch (command.order().orElseThrow()) {
            case StartTrading start -> Next.at(provisioning.provision(command, start, now));
            case StopTrading _ ->
                Next.at(command.provisioned(new Prepared.Removal(RepositoryPath.ofBot(command.client())), now));
            case RunBacktest backtest -> Next.at(backtests.provisioned(command, backtest, now));
        };
    }

    /** A replacement always has the room of the bot that it replaces. */
    private boolean hasNoRoom(Command command) {
        if (command.order().orElse(null) instanceof RunBacktest) {
            return backtests.hasNoRoom(command);
        }
        return startOf(Optional.of(command)).isPresent()
                && startOf(commands.lastApproved(command.client(), command.id()))
                        .isEmpty()
                && commands.activeBots() >= policy.mostBots();
    }

    private static Optional<StartTrading> startOf(Optional<Command> command) {
        return command.flatMap(Command::order)
                .filter(StartTrading.class::isInstance)
                .map(StartTrading.class::cast);
    }

    /** What the bot was started with whose positions may be open after a stop: it drains, or was removed with them. */
    private Optional<StartTrading> startBefore(Command stop) {
        Optional<Command> before = commands.lastApproved(stop.client(), stop.id());
        while (before.isPresent() && startOf(before).isEmpty()) {
            before = commands.lastApproved(stop.client(), before.get().id());
        }
        return startOf(before);
    }

    /** What the bot runs by whose start was undone: it was left to be replaced, or since it holds positions. */
    private Optional<StartTrading> leftBehind(Command next, Optional<Command> approved) {
        Optional<StartTrading> asked = startOf(approved);
        if (asked.isEmpty()) {
            return startOf(holding.mayHold(next.client()));
        }
        return startOf(holding.inPlaceOf(approved.orElseThrow()));
    }

    /** A bot that nobody approved, and that never tells, holds up its client's next start for so long only. */
    private boolean isPatient(Command command, Optional<StartTrading> left) {
        return left.isEmpty() || patience.isLeft(command);
    }

    private Next waitingForTheCluster(Command command, Instant now) {
        return waiting(command.askedInVain(now), "the cluster to take up what Git has for a bot that may trade before");
    }

    /**
     * What is open that this start would take over, asked once the bot opens nothing more: it may be a while until it is
     * replaced. One that a stop removed can't be asked, and was before.
     */
    private Positions.Answer openAtStart(ClientId client, Optional<Command> approved) {
        Optional<Command> stop =
                approved.filter(command -> startOf(Optional.of(command)).isEmpty());
        if (stop.isEmpty() || (stop.get().leavesABot() && mayRun(client))) {
            return positions.held(client, workloads.observe(WorkloadId.ofBot(client)));
        }
        boolean removed = !stop.get().leavesABot();
        return new Positions.Open(removed ? stop.get().execution().openTrades().orElse(0) : 0);
    }

    /**
     * What it has to wait for until the bot that makes way, if it is live, comes up paused wherever it starts again: its word
     * counts from then on. Empty where that is so already.
     */
    private Optional<Next> pausingFirst(Command command, Observation observation, Instant now) {
        return observation instanceof Observation.Seen seen
                ? coming.trading(command.client(), seen)
                        .filter(trading -> !trading.start().id().equals(command.id()))
                        // One that is not there, and that the cluster does not bring up either, is not waited for for
                        // long.
                        .filter(_ -> seen.pod().isPresent() || patience.isLeft(command))
                        .flatMap(trading -> trading.isPaused()
                                ? Optional.of(waiting(command, "the cluster to take up that the bot starts paused"))
                                : PausedValues.of(trading.start())
                                        .map(values -> Next.at(command.provisioned(values, now))))
                : Optional.of(waiting(command, "the cluster to answer"));
    }

    /** A live bot that is to be there may hold positions, and tells once it is back: paused, as the cluster has it by now. */
    private Optional<Next> waitingForItsPod(Command stop, Observation.Seen seen, Instant now) {
        return coming.live(stop.client())
                .filter(_ -> seen.pod().isEmpty() && patience.isLeft(stop))
                .map(
                        _ -> waiting(
                                stop.askedInVain(now),
                                "the bot, which has no pod, to come back and tell what it holds (mode now removes it unasked)"));
    }

    private boolean isReached(ClientId client) {
        return workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen;
    }

    private boolean mayRun(ClientId client) {
        return switch (workloads.observe(WorkloadId.ofBot(client))) {
            case Observation.Unreachable _ -> true;
            case Observation.Seen seen -> seen.pod().isPresent();
        };
    }

    private Next start(Command command, StartTrading start, Optional<Command> approved, Instant now) {
        Optional<StartTrading> left = leftBehind(command, approved);
        Optional<StartTrading> running = left.or(() -> startOf(approved)).or(() -> approved.flatMap(this::startBefore));
        if (hasNoRoom(command)) {
            return waiting(command, "room for another bot");
        }
        if (patience.isLeft(command)
                && startOf(coming.of(command.client()))
                        .filter(other -> positions.wouldChangeHands(other, start))
                        .isPresent()) {
            return waitingForTheCluster(command, now);
        }
        if (running.isPresent() && positions.wouldChangeHands(running.get(), start)) {
            // Seen before it is asked: what it says counts if it could not have come up trading since.
            Observation observation = workloads.observe(WorkloadId.ofBot(command.client()));
            switch (openAtStart(command.client(), left.isPresent() ? Optional.empty() : approved)) {
                case Positions.Unknown unknown
                when isPatient(command, left) -> {
                    return waiting(
                            isReached(command.client()) ? command.askedInVain(now) : command,
                            "the running bot to tell its open positions: " + unknown.why());
                }
                case Positions.Open open
                when open.count() > 0 -> {
                    String detail = open.count()
                            + (Positions.wouldBeLost(running.get(), start)
                                    ? " positions are open, and the command changes exchange, stake currency or dryRun:"
                                            + " its bot would not see them"
                                    : " positions are open, and the command changes exchange, stake currency or strategy"
                                            + " without adoptPositions");
                    return Next.at(command.undoing(Ending.refund(Reason.POSITIONS_OPEN, detail), now));
                }
                case Positions.Unknown _, Positions.Open _ -> {}
            }
            Optional<Next> first = pausingFirst(command, observation, now);
            if (first.isPresent()) {
                return first.get();
            }
        }
        return Next.at(provisioning.provision(command, start, now));
    }

    private Next stop(Command command, StopTrading stop, Instant now) {
        RepositoryPath path = RepositoryPath.ofBot(command.client());
        boolean inGit =
                repository.head().flatMap(head -> repository.at(head, path)).isPresent();
        boolean comes = patience.isLeft(command) && coming.of(command.client()).isPresent();
        // Seen after that: a bot that was not there before is asked.
        Observation observation = workloads.observe(WorkloadId.ofBot(command.client()));
        if (!(observation instanceof Observation.Seen seen)) {
            return waiting(command, "the cluster to answer");
        }
        if (comes) {
            return waitingForTheCluster(command, now);
        }
        // A bot that should be there and is not is stopped all the same: no start is to be taken for one that runs.
        boolean shouldRun =
                startOf(commands.lastApproved(command.client(), command.id())).isPresent();
        if (!inGit && seen.pod().isEmpty() && !shouldRun) {
            String detail = "no bot of this client runs or is on its way";
            return Next.at(verdicts.refund(command, Ending.refund(Reason.NOTHING_TO_STOP, detail), now));
        }
        Command ready = command;
        if (stop.mode() != StopMode.NOW && seen.pod().isPresent()) {
            Positions.Answer answer = stop.mode() == StopMode.DRAIN
                    ? positions.pause(command.client(), seen)
                    : positions.exit(command.client(), seen);
            switch (answer) {
                case Positions.Unknown unknown -> {
                    return waiting(command, "the bot to pause: " + unknown.why() + " (mode now removes it unasked)");
                }
                case Positions.Open open
                when open.count() > 0 && stop.mode() == StopMode.EXIT -> {
                    return waiting(command, open.count() + " positions to close");
                }
                case Positions.Open open ->
                    ready = command.seen(command.execution().holding(open.count()));
            }
        }
        if (stop.mode() == StopMode.NOW
                && seen.pod().isPresent()
                && positions.of(command.client(), seen) instanceof Positions.Open open) {
            // Nobody can be asked any more once it is gone, and a later start might take them over.
            ready = command.seen(command.execution().holding(open.count()));
        }
        if (ready.leavesABot()) {
            return letStay(ready, seen, now);
        }
        Optional<Next> first = stop.mode() == StopMode.NOW
                ? Optional.empty()
                : pausingFirst(ready, seen, now).or(() -> waitingForItsPod(command, seen, now));
        return first.orElse(Next.at(ready.provisioned(new Prepared.Removal(path), now)));
    }

    /** It keeps its values, but for one more by which it comes up paused whenever it starts again. */
    private Next letStay(Command stop, Observation.Seen seen, Instant now) {
        return paused.of(stop.client(), seen)
                .map(values -> Next.at(stop.provisioned(values, now)))
                .orElseGet(() -> waiting(
                        stop,
                        "this store to learn the values of the bot that it paused (mode now removes it unasked)"));
    }

    private Next waiting(Command command, String on) {
        Duration again = policy.lookAgain();
        return new Next(command.waiting(on), again);
    }
}
