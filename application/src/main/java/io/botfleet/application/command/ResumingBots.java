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
            Optional<CommandId> start = trading(client);
            if (start.isPresent() && !resumed(client, start.get())) {
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

    /** The approved start that the client asked for last, where its bot runs. */
    private Optional<CommandId> trading(ClientId client) {
        if (!commands.isIdle(client)) {
            return Optional.empty();
        }
        return commands.lastApproved(client, AFTER_ALL)
                .filter(command -> command.order().orElse(null) instanceof StartTrading)
                .map(Command::id)
                .filter(start -> workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                        && seen.pod()
                                .filter(pod ->
                                        pod.command().equals(Optional.of(start)) && pod.phase() == Pod.Phase.READY)
                                .isPresent());
    }

    /** Whether the bot answered. */
    private boolean resumed(ClientId client, CommandId start) {
        Optional<String> state = positions.state(client, start);
        // A command that came meanwhile may be what paused it.
        if (state.filter("paused"::equals).isPresent() && commands.isIdle(client)) {
            positions.resume(client, start);
            if (!commands.isIdle(client)) {
                positions.pause(client, workloads.observe(WorkloadId.ofBot(client)));
            }
        }
        return state.isPresent();
    }
}
