package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.testkit.memory.World;
import java.util.Comparator;
import java.util.List;

/**
 * That no bot opens a position without a live command, also where it is started anew while nobody looks: what Git has for a
 * client whose last word was against its bot is nothing, or a bot that comes up paused.
 */
final class PauseWatch implements Watch {
    private final World world;
    private Forgotten forgotten = Forgotten.NOTHING;

    PauseWatch(World world) {
        this.world = world;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
    }

    @Override
    public void look() {
        world.git().tree().forEach((path, file) -> {
            if (!ValuesDocument.isPaused(file)) {
                path.botOf()
                        .filter(client -> !forgotten.clients().contains(client))
                        .ifPresent(this::asksForItsBot);
            }
        });
    }

    private void asksForItsBot(ClientId client) {
        List<Command> commands = world.database().stored().stream()
                .filter(command -> command.client().equals(client) && command.concernsTheBot())
                .toList();
        promise(
                mayTrade(commands),
                "a bot that no command asks for starts paused",
                () -> client + " after "
                        + commands.stream()
                                .map(command -> command.id() + " " + command.stage())
                                .toList());
    }

    /** Whether a command is on its way, or the newest that was approved is a start. */
    private static boolean mayTrade(List<Command> commands) {
        boolean undecided = commands.stream()
                .anyMatch(command -> Stage.IN_LANE.contains(command.stage()) || command.stage() == Stage.ORPHANED);
        return undecided
                || commands.stream()
                        .filter(command -> command.stage() == Stage.APPROVING || command.stage() == Stage.APPROVED)
                        .max(Comparator.comparing(Command::id))
                        .filter(command -> command.order().orElse(null) instanceof StartTrading)
                        .isPresent();
    }
}
