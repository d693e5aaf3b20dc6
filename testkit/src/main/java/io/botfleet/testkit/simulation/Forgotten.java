package io.botfleet.testkit.simulation;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Set;

/**
 * What the database no longer knows of, after an older copy was put back.
 *
 * @param commands those of which it has an earlier state, or none
 * @param clients to whom these belong
 */
record Forgotten(Set<CommandId> commands, Set<ClientId> clients) {
    static final Forgotten NOTHING = new Forgotten(Set.of(), Set.of());

    Forgotten {
        commands = Set.copyOf(commands);
        clients = Set.copyOf(clients);
    }
}
