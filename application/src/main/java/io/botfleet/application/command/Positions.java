package io.botfleet.application.command;

import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** What a client's running bot holds on its exchange. */
final class Positions {
    sealed interface Answer {}

    record Open(int count) implements Answer {}

    /** The bot could not be asked: that is no proof that it holds nothing. */
    record Unknown(String why) implements Answer {}

    private final Bots bots;
    private final TenantSecrets secrets;

    Positions(Bots bots, TenantSecrets secrets) {
        this.bots = bots;
        this.secrets = secrets;
    }

    /** Whether positions of {@code running} would be left, or be managed by other rules, once {@code next} runs. */
    boolean wouldChangeHands(StartTrading running, StartTrading next) {
        if (running.dryRun() && !next.dryRun()) {
            // Fictitious trades stay in the schema of dry runs, where the live bot never looks.
            return false;
        }
        return wouldBeLost(running, next) || (running.changesMarketOf(next) && !next.adoptPositions());
    }

    /** Whether {@code next} would not see live positions of {@code running}: those can't be adopted. */
    static boolean wouldBeLost(StartTrading running, StartTrading next) {
        return !running.dryRun() && !next.seesPositionsOf(running);
    }

    Answer of(ClientId client, Observation observation) {
        return asked(client, observation, this::count);
    }

    /** Opens nothing from now on; the count is taken after the bot says that it is paused. */
    Answer pause(ClientId client, Observation observation) {
        return asked(client, observation, this::pause);
    }

    /** The same, but for a bot that stopped by itself: it opens nothing as it is, and a pause would start it (Freqtrade's own). */
    Answer held(ClientId client, Observation observation) {
        return asked(
                client, observation, (bot, login) -> isStopped(bot, login) ? count(bot, login) : pause(bot, login));
    }

    private boolean isStopped(WorkloadId bot, Bots.Login login) {
        return bots.config(bot, login)
                        instanceof io.botfleet.domain.bot.Answer.Given<RunningConfig>(RunningConfig config)
                && config.state().equals("stopped");
    }

    /** Pauses, then asks for every position to be closed. */
    Answer exit(ClientId client, Observation observation) {
        return asked(client, observation, (bot, login) -> {
            Answer paused = pause(bot, login);
            if (paused instanceof Open open && open.count() > 0) {
                bots.exitAll(bot, login);
                return count(bot, login);
            }
            return paused;
        });
    }

    /** What the bot says of itself: running, paused or stopped; empty where it does not answer. */
    Optional<String> state(ClientId client, CommandId start) {
        return bots.config(WorkloadId.ofBot(client), Provisioning.login(secrets, client, start))
                        instanceof io.botfleet.domain.bot.Answer.Given<RunningConfig>(RunningConfig config)
                ? Optional.of(config.state())
                : Optional.empty();
    }

    /** Takes a pause back; whether the bot says that it runs. */
    boolean resume(ClientId client, CommandId start) {
        bots.resume(WorkloadId.ofBot(client), Provisioning.login(secrets, client, start));
        return state(client, start).filter("running"::equals).isPresent();
    }

    /** Asks the bot that was seen, and none that has taken its place since. */
    private Answer asked(
            ClientId client, Observation observation, BiFunction<WorkloadId, Bots.Login, Answer> question) {
        return switch (observation) {
            case Observation.Unreachable unreachable -> new Unknown("the cluster: " + unreachable.why());
            case Observation.Seen seen ->
                seen.pod()
                        .flatMap(Pod::command)
                        .map(start ->
                                question.apply(WorkloadId.ofBot(client), Provisioning.login(secrets, client, start)))
                        .orElseGet(() -> new Unknown("no pod of a command is there"));
        };
    }

    private Answer count(WorkloadId bot, Bots.Login login) {
        return switch (bots.openTrades(bot, login)) {
            case io.botfleet.domain.bot.Answer.Given<List<OpenTrade>> given ->
                new Open(given.value().size());
            case io.botfleet.domain.bot.Answer.Refused<List<OpenTrade>> refused ->
                new Unknown("its API answers " + refused.status());
            case io.botfleet.domain.bot.Answer.Silent<List<OpenTrade>> silent -> new Unknown(silent.why());
        };
    }

    private Answer pause(WorkloadId bot, Bots.Login login) {
        bots.pause(bot, login);
        return switch (bots.config(bot, login)) {
            case io.botfleet.domain.bot.Answer.Given<RunningConfig> given ->
                switch (given.value().state()) {
                    case "paused", "stopped" -> count(bot, login);
                    case String state -> new Unknown("it says that it is " + state);
                };
            case io.botfleet.domain.bot.Answer.Refused<RunningConfig> refused ->
                new Unknown("its API answers " + refused.status());
            case io.botfleet.domain.bot.Answer.Silent<RunningConfig> silent -> new Unknown(silent.why());
        };
    }
}
