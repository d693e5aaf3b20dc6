package io.botfleet.domain.command;

import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a client's commands say of its bot, whatever the cluster shows. */
public sealed interface Standing {
    /** No command asks for a bot. */
    record Nothing() implements Standing {}

    /** The first start is under way: no bot was approved before. */
    record Starts(Command start) implements Standing {}

    /**
     * A start was approved.
     *
     * @param replacement a newer start that acts already and has no verdict yet
     */
    record Runs(Command start, Optional<Command> replacement) implements Standing {}

    /** A stop acts or was approved, or a first start is being undone: the bot is to go. */
    record Ends(Command by) implements Standing {}

    /** Stages in which a command changes the bot; a queued one waits for its turn and changes nothing. */
    Set<Stage> ACTING = EnumSet.of(Stage.PROVISIONED, Stage.COMMITTED, Stage.DEPLOYED, Stage.CONFIRMED);

    /** @param lastApproved the client's newest command whose verdict is to approve */
    static Standing of(Lane lane, Optional<Command> lastApproved) {
        Optional<Command> acting = lane.open().stream()
                .filter(command -> ACTING.contains(command.stage()))
                .findFirst();
        if (acting.flatMap(Command::order).orElse(null) instanceof StopTrading) {
            return new Ends(acting.get());
        }
        if (lastApproved.flatMap(Command::order).orElse(null) instanceof StartTrading) {
            return new Runs(lastApproved.get(), acting);
        }
        Optional<Command> undone = lane.open().stream()
                .filter(command -> command.stage() == Stage.UNDOING || command.stage() == Stage.RESTORING)
                .findFirst();
        return acting.or(() -> firstStart(lane))
                .<Standing>map(Starts::new)
                .or(() -> undone.or(() -> lastApproved).map(Ends::new))
                .orElseGet(Nothing::new);
    }

    private static Optional<Command> firstStart(Lane lane) {
        return lane.open().stream()
                .filter(command -> command.stage() == Stage.QUEUED)
                .filter(command -> command.order().orElse(null) instanceof StartTrading)
                .findFirst();
    }
}
