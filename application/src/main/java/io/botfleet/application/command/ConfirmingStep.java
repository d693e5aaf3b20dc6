package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.Expectation;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Committed, deployed, confirmed: looks for proof of the execution, and judges by nothing else. */
final class ConfirmingStep {
    private final Commands commands;
    private final BacktestSteps backtests;
    private final GitOpsRepository repository;
    private final DeployedValues values;
    private final Workloads workloads;
    private final Bots bots;
    private final Positions positions;
    private final TenantSecrets secrets;
    private final Verdicts verdicts;
    private final Policy policy;

    ConfirmingStep(
            Commands commands,
            BacktestSteps backtests,
            GitOpsRepository repository,
            Workloads workloads,
            Bots bots,
            TenantSecrets secrets,
            Verdicts verdicts,
            Policy policy) {
        this.commands = commands;
        this.backtests = backtests;
        this.repository = repository;
        this.values = new DeployedValues(repository);
        this.workloads = workloads;
        this.bots = bots;
        this.positions = new Positions(bots, secrets);
        this.secrets = secrets;
        this.verdicts = verdicts;
        this.policy = policy;
    }

    Next take(Command command, Instant now) {
        if (command.isOnChainAs(OnChain.Outcome.APPROVED)) {
            return Next.at(
                    command.stage() == Stage.CONFIRMED
                            ? verdicts.approve(command, now)
                            : command.confirmed(command.execution(), now));
        }
        Optional<Ending> over = over(command, now);
        if (over.isPresent()) {
            return Next.at(command.undoing(over.get(), now));
        }
        if (command.stage() == Stage.CONFIRMED) {
            return approved(command, now);
        }
        return switch (command.order().orElseThrow()) {
            case StopTrading _ -> command.leavesABot() ? paused(command, now) : gone(command, now);
            case StartTrading start ->
                command.stage() == Stage.COMMITTED
                        ? deployed(command, expectation(command, start), now)
                        : executing(command, expectation(command, start), now);
            case RunBacktest backtest -> backtests.confirm(command, backtest, now);
        };
    }

    /** A bot that stays was paused a while ago where the stop had left the chain since: it may have been resumed. */
    private Next approved(Command command, Instant now) {
        return command.leavesABot()
                        && positions.pause(command.client(), workloads.observe(WorkloadId.ofBot(command.client())))
                                instanceof Positions.Unknown unknown
                ? waiting(command, new Verdict.CannotTellYet("the bot to say that it is paused: " + unknown.why()))
                : Next.at(verdicts.approve(command, now));
    }

    /** Why a command must not be approved any more, whatever runs. */
    private Optional<Ending> over(Command command, Instant now) {
        if (command.onChain().isPresent()) {
            return Optional.of(Verdicts.foundOnChain(command));
        }
        Optional<CommandId> superseder = commands.turn(command).superseder();
        if (superseder.isPresent()) {
            return Optional.of(Ending.refund(Reason.SUPERSEDED, "command " + superseder.get() + " took its place"));
        }
        if (!now.isBefore(command.submission().cutOff(policy.blockTime()))) {
            return Optional.of(Ending.refund(
                    Reason.TIMEOUT,
                    "there was no proof of the execution in time; it waited for "
                            + command.waitingOn().orElse("the next look")));
        }
        return Optional.empty();
    }

    private static Expectation expectation(Command command, StartTrading start) {
        if (!(command.prepared().orElseThrow() instanceof Prepared.Values values)) {
            throw new IllegalStateException("command " + command.id() + " is a start without values");
        }
        return new Expectation(command.client(), command.id(), values.digest(), start);
    }

    private Next deployed(Command command, Expectation expectation, Instant now) {
        Observation observation = workloads.observe(WorkloadId.ofBot(command.client()));
        boolean holds = holdsCommit(observation, command.commit().orElseThrow());
        Verdict verdict = expectation.deployment().deployed(observation, holds);
        return switch (values.confirmed(command, observation, verdict)) {
            case Verdict.CannotTellYet waiting -> waiting(command, waiting);
            case Verdict.Failed failed -> Next.at(command.undoing(ending(failed), now));
            case Verdict.Confirmed _ -> {
                Observation.Seen seen = (Observation.Seen) observation;
                Execution execution = command.execution()
                        .deployed(seen.revision().orElseThrow(), seen.pod().orElseThrow());
                yield Next.at(command.deployed(execution, now));
            }
        };
    }

    private Next executing(Command command, Expectation expectation, Instant now) {
        WorkloadId bot = WorkloadId.ofBot(command.client());
        Bots.Login login = Provisioning.login(secrets, command.client(), command.id());
        Observation observation = workloads.observe(bot);
        Answer<RunningConfig> config = bots.config(bot, login);
        Answer<BotHealth> health = bots.health(bot, login);
        Optional<Instant> first = command.execution().firstProcess();
        Verdict verdict = expectation.executing(observation, config, health, first);
        return switch (values.confirmed(command, observation, verdict)) {
            case Verdict.Failed failed -> failed(command, failed, observation, now);
            case Verdict.CannotTellYet waiting -> {
                Command seen = first.isEmpty() ? remembered(command, health) : command;
                yield waiting(seen, waiting);
            }
            case Verdict.Confirmed _ -> {
                Instant later = lastProcess(health).orElseThrow();
                RunningConfig shown = ((Answer.Given<RunningConfig>) config).value();
                Observation.Seen seen = (Observation.Seen) observation;
                Execution execution = command.execution().confirmed(seen.pod().orElseThrow(), shown, later);
                yield Next.at(command.confirmed(execution, now));
            }
        };
    }

    /**
     * A bot that ends again and again has failed once it does so a second time under our eyes: the first time may be left
     * over from an outage, like one of its database.
     */
    private Next failed(Command command, Verdict.Failed failed, Observation observation, Instant now) {
        OptionalInt restarts = crashLoopIn(observation);
        if (restarts.isEmpty() || command.execution().failedBefore(restarts.getAsInt())) {
            return Next.at(command.undoing(ending(failed), now));
        }
        Command seen = command.execution().failingAt().isPresent()
                ? command
                : command.seen(command.execution().failing(restarts.getAsInt()));
        return waiting(seen, new Verdict.CannotTellYet("its next try; the last one ended with: " + failed.detail()));
    }

    private static OptionalInt crashLoopIn(Observation observation) {
        return observation instanceof Observation.Seen seen
                        && seen.pod().isPresent()
                        && seen.problem()
                                .filter(problem -> problem.kind() == Problem.Kind.CRASH_LOOP)
                                .isPresent()
                ? OptionalInt.of(seen.pod().get().restarts())
                : OptionalInt.empty();
    }

    private static Command remembered(Command command, Answer<BotHealth> health) {
        return lastProcess(health)
                .map(seen -> command.seen(command.execution().firstProcess(seen)))
                .orElse(command);
    }

    private static Optional<Instant> lastProcess(Answer<BotHealth> health) {
        return health instanceof Answer.Given<BotHealth> given ? given.value().lastProcess() : Optional.empty();
    }

    /** A stop is proven by a deployed revision that holds its commit, and no pod. */
    private Next gone(Command command, Instant now) {
        WorkloadId bot = WorkloadId.ofBot(command.client());
        CommitId removal = command.commit().orElseThrow();
        workloads.remove(bot, revision -> repository.contains(revision, removal));
        Observation observation = workloads.observe(bot);
        return switch (observation) {
            case Observation.Unreachable unreachable ->
                waiting(command, new Verdict.CannotTellYet("the cluster: " + unreachable.why()));
            case Observation.Seen _
            when !holdsCommit(observation, removal) ->
                waiting(command, new Verdict.CannotTellYet("the cluster to take up the commit"));
            case Observation.Seen seen
            when seen.pod().isPresent() -> waiting(command, new Verdict.CannotTellYet("the bot to end"));
            case Observation.Seen seen ->
                Next.at(command.confirmed(
                        command.execution().stopped(seen.revision().orElseThrow()), now));
        };
    }

    /**
     * A stop that lets the bot stay is proven by a deployed revision by which the bot comes up paused, and by its own word
     * after that: what started in between may trade.
     */
    private Next paused(Command command, Instant now) {
        Observation observation = workloads.observe(WorkloadId.ofBot(command.client()));
        if (observation instanceof Observation.Seen
                && !holdsCommit(observation, command.commit().orElseThrow())) {
            return waiting(command, new Verdict.CannotTellYet("the cluster to take up the commit"));
        }
        return switch (positions.pause(command.client(), observation)) {
            case Positions.Unknown unknown ->
                waiting(command, new Verdict.CannotTellYet("the bot to say that it is paused: " + unknown.why()));
            case Positions.Open _ ->
                Next.at(command.confirmed(
                        command.execution().stopped(revisionOf(observation).orElseThrow()), now));
        };
    }

    private static Optional<CommitId> revisionOf(Observation observation) {
        return observation instanceof Observation.Seen seen ? seen.revision() : Optional.empty();
    }

    private boolean holdsCommit(Observation observation, CommitId commit) {
        return observation instanceof Observation.Seen seen
                && seen.revision().isPresent()
                && repository.contains(seen.revision().get(), commit);
    }

    private static Ending ending(Verdict.Failed failed) {
        return Ending.refund(failed.reason(), failed.detail());
    }

    private Next waiting(Command command, Verdict.CannotTellYet waiting) {
        return new Next(command.waiting(waiting.waitingOn()), policy.lookAgain());
    }
}
