package io.botfleet.application.bot;

import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Provisioning;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Expectation;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.Verdict;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Compares what a client's commands say of its bot with what the cluster and the bot itself say. It asks the bot, so
 * one look can take a few seconds.
 */
final class BotLook {
    /**
     * How old a bot's {@code last_process} may be. Freqtrade iterates every 5 seconds ({@code process_throttle_secs}),
     * and one iteration over many pairs can take a minute.
     */
    static final Duration LONGEST_ITERATION = Duration.ofMinutes(3);

    private final Commands commands;
    private final Workloads workloads;
    private final Bots bots;
    private final TenantSecrets secrets;
    private final Clock clock;

    BotLook(Commands commands, Workloads workloads, Bots bots, TenantSecrets secrets, Clock clock) {
        this.commands = commands;
        this.workloads = workloads;
        this.bots = bots;
        this.secrets = secrets;
        this.clock = clock;
    }

    BotView at(ClientId client) {
        Standing standing = commands.standing(client);
        WorkloadId workload = WorkloadId.ofBot(client);
        Observation observation = workloads.observe(workload);
        Optional<CommandId> answers = podIn(observation)
                .filter(pod -> pod.phase() == Pod.Phase.READY || pod.phase() == Pod.Phase.RUNNING)
                .flatMap(Pod::command);
        Answer<RunningConfig> config = new Answer.Silent<>("no pod runs");
        Answer<BotHealth> health = new Answer.Silent<>("no pod runs");
        if (answers.isPresent()) {
            Bots.Login login = Provisioning.login(secrets, client, answers.get());
            config = bots.config(workload, login);
            // A bot that was silent once would make the caller wait a second time for nothing.
            health = config instanceof Answer.Silent<RunningConfig> silent
                    ? new Answer.Silent<>(silent.why())
                    : bots.health(workload, login);
        }
        BotView seen = new BotView(
                client, new BotState.Stopped(), commandOf(standing, observation), observation, config, health);
        return new BotView(client, stateOf(standing, seen), seen.command(), observation, config, health);
    }

    private static Optional<Command> commandOf(Standing standing, Observation observation) {
        return switch (standing) {
            case Standing.Nothing _ -> Optional.empty();
            case Standing.Starts starts -> Optional.of(starts.start());
            case Standing.Runs runs ->
                runs.replacement()
                        .filter(replacement -> isReplacing(replacement, observation))
                        .or(() -> Optional.of(runs.start()));
            case Standing.Ends ends -> Optional.of(ends.by());
        };
    }

    private BotState stateOf(Standing standing, BotView seen) {
        return switch (standing) {
            case Standing.Nothing _ ->
                podIn(seen.observation()).map(this::unasked).orElseGet(BotState.Stopped::new);
            case Standing.Starts _ -> new BotState.Starting();
            case Standing.Runs runs ->
                seen.command().equals(Optional.of(runs.start())) && !isMakingWay(runs, seen)
                        ? judged(runs.start(), seen)
                        : new BotState.Starting();
            case Standing.Ends ends -> ending(ends.by(), seen.observation());
        };
    }

    /** Whether it was paused for a replacement, which asks what it holds before it takes its place. */
    private static boolean isMakingWay(Standing.Runs runs, BotView seen) {
        return runs.replacement().isPresent()
                && seen.config() instanceof Answer.Given<RunningConfig>(RunningConfig config)
                && config.state().equals("paused");
    }

    /** Whether the replacement has taken the old bot's place, if only by taking it away. */
    private static boolean isReplacing(Command replacement, Observation observation) {
        return switch (observation) {
            case Observation.Unreachable _ -> false;
            case Observation.Seen seen ->
                seen.pod()
                        .map(pod -> pod.command().equals(Optional.of(replacement.id())))
                        .orElse(replacement.commit().isPresent());
        };
    }

    /** A bot of a start that was undone stays for as long as it holds positions. */
    private BotState unasked(Pod pod) {
        OptionalInt held = pod.command()
                .flatMap(commands::find)
                .map(start -> start.execution().openTrades())
                .orElse(OptionalInt.empty());
        return held.isPresent()
                ? new BotState.Draining(held)
                : new BotState.Degraded(BotState.Cause.UNASKED, "a pod is there that no command asked for");
    }

    private static BotState ending(Command by, Observation observation) {
        OptionalInt held = by.execution().openTrades();
        return switch (observation) {
            case Observation.Unreachable _ -> by.leavesABot() ? new BotState.Draining(held) : new BotState.Stopped();
            case Observation.Seen seen -> seen.pod().isPresent() ? new BotState.Draining(held) : new BotState.Stopped();
        };
    }

    private BotState judged(Command approved, BotView seen) {
        if (seen.observation() instanceof Observation.Unreachable unreachable) {
            return new BotState.Degraded(
                    BotState.Cause.CLUSTER_SILENT, "the cluster says nothing of the bot: " + unreachable.why());
        }
        if (!(approved.order().orElse(null) instanceof StartTrading order)
                || !(approved.prepared().orElse(null) instanceof Prepared.Values values)) {
            throw new IllegalStateException("command " + approved.id() + " was approved as a start without values");
        }
        Expectation expectation = new Expectation(seen.client(), approved.id(), values.digest(), order);
        Verdict verdict = expectation.executing(
                seen.observation(),
                seen.config(),
                seen.health(),
                approved.execution().firstProcess());
        return switch (verdict) {
            case Verdict.Confirmed _ -> iterating(seen.health());
            case Verdict.Failed failed -> new BotState.Degraded(causeOf(failed), failed.detail());
            case Verdict.CannotTellYet cannot ->
                new BotState.Degraded(missing(expectation, seen), "still to come: " + cannot.waitingOn());
        };
    }

    private static BotState.Cause causeOf(Verdict.Failed failed) {
        return switch (failed.reason()) {
            case NOT_DEPLOYED -> BotState.Cause.NOT_DEPLOYED;
            case MISMATCH -> BotState.Cause.DRIFTED;
            case EXECUTION_FAILED -> BotState.Cause.FAILING;
            case UNREADABLE,
                    INVALID,
                    DUPLICATE,
                    EXPIRED,
                    SUPERSEDED,
                    CAPACITY,
                    TIMEOUT,
                    NOTHING_TO_STOP,
                    POSITIONS_OPEN,
                    STRATEGY_NOT_ALLOWED ->
                throw new IllegalStateException(failed.reason() + " is nothing that a bot is seen to do");
        };
    }

    /** What is still to come of a bot that proves neither success nor failure, in the order in which it comes. */
    private static BotState.Cause missing(Expectation expectation, BotView seen) {
        Optional<Pod> ours =
                podIn(seen.observation()).filter(pod -> pod.command().equals(Optional.of(expectation.command())));
        if (ours.isEmpty()) {
            return BotState.Cause.NO_POD;
        }
        if (ours.get().phase() != Pod.Phase.READY) {
            return BotState.Cause.NOT_READY;
        }
        return switch (seen.config()) {
            case Answer.Silent<RunningConfig> _, Answer.Refused<RunningConfig> _ -> BotState.Cause.API_SILENT;
            case Answer.Given<RunningConfig> given ->
                given.value().isRunning() ? BotState.Cause.NOT_ITERATING : BotState.Cause.NOT_RUNNING;
        };
    }

    private BotState iterating(Answer<BotHealth> health) {
        Instant now = clock.instant();
        return health instanceof Answer.Given<BotHealth> given
                        && given.value()
                                .lastProcess()
                                .filter(last -> last.isBefore(now.minus(LONGEST_ITERATION)))
                                .isPresent()
                ? new BotState.Degraded(
                        BotState.Cause.NOT_ITERATING,
                        "the bot has not iterated since "
                                + given.value().lastProcess().get())
                : new BotState.Running();
    }

    private static Optional<Pod> podIn(Observation observation) {
        return switch (observation) {
            case Observation.Unreachable _ -> Optional.empty();
            case Observation.Seen seen -> seen.pod();
        };
    }
}
