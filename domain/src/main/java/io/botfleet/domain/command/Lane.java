package io.botfleet.domain.command;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The commands for one client's bot that have no verdict yet, in chain order: one at a time may act. What was opened as
 * something else, like a backtest, is left out: nothing waits for it.
 *
 * @param open every command of the client in {@link Stage#IN_LANE} that {@link Command#concernsTheBot}
 */
public record Lane(ClientId client, List<Command> open) {
    public Lane {
        open = open.stream()
                .filter(Command::concernsTheBot)
                .sorted(Comparator.comparing(Command::id))
                .toList();
    }

    /** Where a command of this client stands; what is none of the lane's waits for no turn in it. */
    public Turn turnOf(Command command) {
        List<Command> before = open.stream()
                .filter(other -> other.id().compareTo(command.id()) < 0)
                .toList();
        return new Turn(
                before.stream()
                        .filter(_ -> command.concernsTheBot())
                        .map(Command::id)
                        .findFirst(),
                before.stream()
                        .filter(other -> other.stage() == Stage.RECEIVED)
                        .map(Command::id)
                        .findFirst(),
                supersederOf(command));
    }

    /**
     * The newest valid command behind a start, which takes its place; a stop gives way to nobody.
     *
     * <p>A command that is itself being undone takes nobody's place.
     */
    public Optional<CommandId> supersederOf(Command command) {
        if (!(command.order().orElse(null) instanceof StartTrading)) {
            return Optional.empty();
        }
        return open.stream()
                .filter(other -> other.id().compareTo(command.id()) > 0)
                .filter(other -> other.accepted().isPresent())
                .filter(other -> other.stage() != Stage.UNDOING && other.stage() != Stage.RESTORING)
                .map(Command::id)
                .max(Comparator.naturalOrder());
    }
}
