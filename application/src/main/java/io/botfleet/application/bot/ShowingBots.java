package io.botfleet.application.bot;

import io.botfleet.application.command.Commands;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.client.ClientId;
import java.time.Clock;

/**
 * Shows a client's bot as it is at this moment. It asks the bot, so one call can take a few seconds; it throws
 * {@link io.botfleet.application.failure.Unavailable} while the commands can't be read.
 */
public final class ShowingBots {
    private final BotLook look;

    public ShowingBots(Commands commands, Workloads workloads, Bots bots, TenantSecrets secrets, Clock clock) {
        this.look = new BotLook(commands, workloads, bots, secrets, clock);
    }

    /** The client's bot; {@link io.botfleet.domain.bot.BotState.Stopped} also for a client that never sent a command. */
    public BotView show(ClientId client) {
        return look.at(client);
    }
}
