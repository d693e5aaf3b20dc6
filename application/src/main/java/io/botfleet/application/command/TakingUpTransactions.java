package io.botfleet.application.command;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.Inclusion;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.KnownCommand;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;

/**
 * Says which commands a transaction carries, so that its sender can follow them. It starts nothing: only the event
 * does, once it is deep enough.
 *
 * <p>Throws {@link io.botfleet.application.failure.Unavailable} while the node or the store can't be reached.
 */
public final class TakingUpTransactions {
    /** What a transaction turned out to be. */
    public sealed interface Outcome {}

    /** It carries these commands, in the contract's order; at least one. */
    public record TakenUp(List<Carried> commands) implements Outcome {
        public TakenUp {
            commands = List.copyOf(commands);
        }
    }

    /** The node does not know it: never sent, sent elsewhere, or not there yet. */
    public record Unknown() implements Outcome {}

    /** The node has it in its pool: no block carries it yet. */
    public record Pending() implements Outcome {}

    /** It is mined, and the gateway took no command from it; {@code succeeded} is false where it was reverted. */
    public record CarriesNone(BlockRef block, boolean succeeded) implements Outcome {}

    /** @param stage empty while the command is not deep enough to be taken in */
    public record Carried(CommandId id, Optional<Stage> stage) {}

    private final CommandLog log;
    private final CommandViews views;

    public TakingUpTransactions(CommandLog log, CommandViews views) {
        this.log = log;
        this.views = views;
    }

    public Outcome takeUp(Hash transaction) {
        return switch (log.inclusion(transaction)) {
            case Inclusion.Unknown _ -> new Unknown();
            case Inclusion.Pending _ -> new Pending();
            case Inclusion.Mined mined -> carriedBy(transaction, mined);
        };
    }

    private Outcome carriedBy(Hash transaction, Inclusion.Mined mined) {
        List<CommandId> ids = log.commandsIn(transaction);
        return ids.isEmpty()
                ? new CarriesNone(mined.block(), mined.succeeded())
                : new TakenUp(ids.stream()
                        .map(id -> new Carried(id, stage(id, transaction)))
                        .toList());
    }

    /** A reorganisation can give a command's number to another transaction before the store has noticed. */
    private Optional<Stage> stage(CommandId id, Hash transaction) {
        return KnownCommand.find(views, id)
                .filter(known -> known.submission().transaction().equals(transaction))
                .flatMap(known -> switch (known) {
                    case KnownCommand.Taken taken -> Optional.of(taken.command().stage());
                    case KnownCommand.Sighted _ -> Optional.empty();
                });
    }
}
