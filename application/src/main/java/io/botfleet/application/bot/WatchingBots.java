package io.botfleet.application.bot;

import io.botfleet.application.command.Commands;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks at a client's bot unasked and keeps what has changed. It settles, commits and pauses nothing, so that it may run at
 * any time, on every replica and for many clients at once; one call can take the few seconds that a silent bot is given.
 */
public final class WatchingBots {
    private final BotLook look;
    private final BotHistory history;
    private final Clock clock;

    public WatchingBots(
            Commands commands, Workloads workloads, Bots bots, TenantSecrets secrets, BotHistory history, Clock clock) {
        this.look = new BotLook(commands, workloads, bots, secrets, clock);
        this.history = history;
        this.clock = clock;
    }

    /**
     * Looks at the client's bot once. Empty while the cluster can't be asked: that is one fact about the platform, and none
     * about a bot. It throws {@link io.botfleet.application.failure.Unavailable} while the store can't be reached.
     */
    public Optional<BotHistory.Told> watch(ClientId client) {
        Instant at = clock.instant();
        BotView seen = look.at(client);
        return switch (seen.observation()) {
            case Observation.Unreachable _ -> Optional.empty();
            case Observation.Seen _ ->
                Optional.of(history.tell(new BotChange(client, seen.command().map(Command::id), at, seen.state())));
        };
    }
}
