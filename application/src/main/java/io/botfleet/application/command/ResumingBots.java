package io.botfleet.application.command;

import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;

/**
 * Lets bots trade again that were paused for a command which came to nothing: a stop that was refunded while nobody reached
 * the bot that it had paused. A bot that stopped by itself is left alone.
 */
final class ResumingBots {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);
    /** Bots are asked one after the other while changes to Git wait. */
    private static final int CLIENTS_AT_ONCE = 50;

    private final Commands commands;
    private final Workloads workloads;
    private final Positions positions;
    private Optional<ClientId> last = Optional.empty();

    ResumingBots(Commands commands, Workloads workloads, Positions positions) {
        this.commands = commands;
        this.workloads = workloads;
        this.positions = positions;
    }

    /** Looks at the next few clients' bots, up to the first that does not answer, and goes on behind it the next time. */
    void resume() {
        for (ClientId client : next()) {
            last = Optional.of(client);
            if (shouldTrade(client) && !resumed(client)) {
                return;
            }
        }
    }

    private List<ClientId> next() {
        List<ClientId> behind = behind(last);
        return behind.isEmpty() ? behind(Optional.empty()) : behind;
    }

    private List<ClientId> behind(Optional<ClientId> before) {
        return commands.clients().stream()
                .filter(client ->
                        before.filter(seen -> client.compareTo(seen) <= 0).isEmpty())
                .limit(CLIENTS_AT_ONCE)
                .toList();
    }

    /** Whether its approved start is what the client asked for last, and runs. */
    private boolean shouldTrade(ClientId client) {
        if (!commands.isIdle(client)) {
            return false;
        }
        Optional<CommandId> start = commands.lastApproved(client, AFTER_ALL)
                .filter(command -> command.order().orElse(null) instanceof StartTrading)
                .map(Command::id);
        return start.isPresent()
                && workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                && seen.pod()
                        .filter(pod -> pod.command().equals(start) && pod.phase() == Pod.Phase.READY)
                        .isPresent();
    }

    /** Whether the bot answered. */
    private boolean resumed(ClientId client) {
        Optional<String> state = positions.state(client);
        // A command that came meanwhile may be what paused it.
        if (state.filter("paused"::equals).isPresent() && commands.isIdle(client)) {
            positions.resume(client);
            if (!commands.isIdle(client)) {
                positions.pause(client);
            }
        }
        return state.isPresent();
    }
}
