package io.botfleet.application.command;

import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.gitops.ValuesDocument;
import java.util.Optional;

/**
 * The values by which a bot that was paused, since it holds positions, comes up paused wherever it starts again: after a
 * crash or on another node, also while the platform is away. They are those of the bot that answered, whatever Git has by now.
 */
final class PausedValues {
    private final Commands commands;

    PausedValues(Commands commands) {
        this.commands = commands;
    }

    /** Empty where this store does not know the start of the bot. */
    Optional<Prepared.Values> of(ClientId client, Observation.Seen seen) {
        return seen.pod()
                .flatMap(Pod::command)
                .flatMap(commands::find)
                // A number that another command took over may be another client's by now.
                .filter(start -> start.client().equals(client))
                .flatMap(PausedValues::of);
    }

    static Optional<Prepared.Values> of(Command start) {
        return start.prepared()
                .filter(Prepared.Values.class::isInstance)
                .map(Prepared.Values.class::cast)
                .map(values ->
                        new Prepared.Values(values.path(), ValuesDocument.paused(values.yaml()), values.digest()));
    }
}
