package io.botfleet.application.view;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.Optional;

/** A command that the platform knows of. */
public sealed interface KnownCommand {
    /** It is taken in, and has a life. */
    record Taken(Command command) implements KnownCommand {
        @Override
        public Submission submission() {
            return command.submission();
        }
    }

    /** It is on the chain and not deep enough to act on: it may still vanish without a trace. */
    record Sighted(Submission submission) implements KnownCommand {}

    Submission submission();

    /** The command, taken in or at least sighted. */
    static Optional<KnownCommand> find(CommandViews views, CommandId id) {
        return views.command(id).<KnownCommand>map(Taken::new).or(() -> views.sightings().stream()
                .filter(sighting -> sighting.id().equals(id))
                .findFirst()
                .map(Sighted::new));
    }
}
