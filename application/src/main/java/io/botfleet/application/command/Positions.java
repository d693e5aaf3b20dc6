package io.botfleet.application.command;

import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.StartTrading;
import java.util.List;
import java.util.Optional;

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
        return (running.changesMarketOf(next) || running.dryRun() != next.dryRun()) && !next.adoptPositions();
    }

    Answer of(ClientId client) {
        Bots.Login login = Provisioning.login(secrets, client);
        return switch (bots.openTrades(WorkloadId.ofBot(client), login)) {
            case io.botfleet.domain.bot.Answer.Given<List<OpenTrade>> given ->
                new Open(given.value().size());
            case io.botfleet.domain.bot.Answer.Refused<List<OpenTrade>> refused ->
                new Unknown("its API answers " + refused.status());
            case io.botfleet.domain.bot.Answer.Silent<List<OpenTrade>> silent -> new Unknown(silent.why());
        };
    }

    /** Opens nothing from now on; the count is taken after the bot says that it is paused. */
    Answer pause(ClientId client) {
        Bots.Login login = Provisioning.login(secrets, client);
        WorkloadId bot = WorkloadId.ofBot(client);
        bots.pause(bot, login);
        return switch (bots.config(bot, login)) {
            case io.botfleet.domain.bot.Answer.Given<RunningConfig> given ->
                switch (given.value().state()) {
                    case "paused", "stopped" -> of(client);
                    case String state -> new Unknown("it says that it is " + state);
                };
            case io.botfleet.domain.bot.Answer.Refused<RunningConfig> refused ->
                new Unknown("its API answers " + refused.status());
            case io.botfleet.domain.bot.Answer.Silent<RunningConfig> silent -> new Unknown(silent.why());
        };
    }

    /** What the bot says of itself: running, paused or stopped; empty where it does not answer. */
    Optional<String> state(ClientId client) {
        return bots.config(WorkloadId.ofBot(client), Provisioning.login(secrets, client))
                        instanceof io.botfleet.domain.bot.Answer.Given<RunningConfig>(RunningConfig config)
                ? Optional.of(config.state())
                : Optional.empty();
    }

    /** Takes a pause back; whether the bot says that it runs. */
    boolean resume(ClientId client) {
        bots.resume(WorkloadId.ofBot(client), Provisioning.login(secrets, client));
        return state(client).filter("running"::equals).isPresent();
    }

    /** Pauses, then asks for every position to be closed. */
    Answer exit(ClientId client) {
        Answer paused = pause(client);
        if (paused instanceof Open open && open.count() > 0) {
            bots.exitAll(WorkloadId.ofBot(client), Provisioning.login(secrets, client));
            return of(client);
        }
        return paused;
    }
}
