package io.botfleet.adapters.rest.bot;

import io.botfleet.application.bot.BotView;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.StartTrading;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's bot.
 *
 * @param reason why it is Degraded; null otherwise
 * @param openPositions the positions that a Draining bot held when it was paused; null otherwise
 * @param commandId the command that it runs by, starts by or was ended by
 * @param strategy what that command asks for; null where it is no start
 */
@Serdeable
record BotSummary(
        String clientId,
        State state,
        @Nullable String reason,
        @Nullable Integer openPositions,
        @Nullable String commandId,
        @Nullable String strategy,
        @Nullable String exchange,
        @Nullable Boolean dryRun,
        Health health) {
    /** The names of {@link BotState}'s cases. */
    enum State {
        Starting,
        Running,
        Degraded,
        Draining,
        Stopped
    }

    /** Whether the control plane can be asked. */
    enum Cluster {
        ANSWERS,
        UNREACHABLE
    }

    /**
     * What was seen a moment ago.
     *
     * @param podPhase how far the pod has come; null where there is none
     * @param problem what the cluster reports, often the bot's own last words
     * @param botState what the bot says of itself: running, paused, stopped
     * @param lastProcess the end of the bot's last iteration
     * @param silence why the bot's own API said nothing
     */
    @Serdeable
    record Health(
            Cluster cluster,

            @Nullable String podPhase,
            @Nullable Integer restarts,
            @Nullable String problem,
            @Nullable String botState,
            @Nullable Instant lastProcess,
            @Nullable String silence) {
        static Health of(BotView view) {
            Optional<Observation.Seen> seen =
                    view.observation() instanceof Observation.Seen answered ? Optional.of(answered) : Optional.empty();
            Optional<Pod> pod = seen.flatMap(Observation.Seen::pod);
            return new Health(
                    seen.isPresent() ? Cluster.ANSWERS : Cluster.UNREACHABLE,
                    pod.map(each -> each.phase().name()).orElse(null),
                    pod.map(Pod::restarts).orElse(null),
                    seen.flatMap(Observation.Seen::problem)
                            .map(problem -> problem.kind() + ": " + problem.message())
                            .orElse(null),
                    given(view.config()).map(RunningConfig::state).orElse(null),
                    given(view.health()).flatMap(BotHealth::lastProcess).orElse(null),
                    BotSummary.silence(view.config()));
        }
    }

    static BotSummary of(BotView view) {
        Optional<Command> command = view.command();
        Optional<StartTrading> start = command.flatMap(Command::order)
                .filter(StartTrading.class::isInstance)
                .map(StartTrading.class::cast);
        return new BotSummary(
                view.client().value(),
                stateOf(view.state()),
                reasonOf(view.state()),
                view.state() instanceof BotState.Draining draining
                                && draining.openTrades().isPresent()
                        ? draining.openTrades().getAsInt()
                        : null,
                command.map(by -> by.id().toString()).orElse(null),
                start.map(StartTrading::strategy).orElse(null),
                start.map(StartTrading::exchange).orElse(null),
                start.map(StartTrading::dryRun).orElse(null),
                Health.of(view));
    }

    static @Nullable String reasonOf(BotState state) {
        return state instanceof BotState.Degraded degraded ? degraded.reason() : null;
    }

    static State stateOf(BotState state) {
        return switch (state) {
            case BotState.Starting _ -> State.Starting;
            case BotState.Running _ -> State.Running;
            case BotState.Degraded _ -> State.Degraded;
            case BotState.Draining _ -> State.Draining;
            case BotState.Stopped _ -> State.Stopped;
        };
    }

    static <T> Optional<T> given(Answer<T> answer) {
        return answer instanceof Answer.Given<T> given ? Optional.of(given.value()) : Optional.empty();
    }

    static <T> @Nullable String silence(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T> _ -> null;
            case Answer.Refused<T> refused -> "it answers " + refused.status();
            case Answer.Silent<T> silent -> silent.why();
        };
    }
}
