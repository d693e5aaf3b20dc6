package io.botfleet.application.command;

import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/**
 * What a client's commands for its bot come to, short enough to be told of thousands of clients at once.
 *
 * @param isIdle whether none of them is without a verdict
 * @param approved the newest of them whose verdict is or was to approve
 */
public record ClientSummary(ClientId client, boolean isIdle, Optional<Approved> approved) {
    /**
     * @param isStart whether it asked for a bot, and not for its end
     * @param values the SHA-256 of the values file that it was approved with; empty where it removed one
     */
    public record Approved(CommandId id, boolean isStart, Optional<Hash> values) {}

    /** The approved start that the client asked for last, where nothing came after it. */
    public Optional<Approved> settledStart() {
        return approved.filter(newest -> isIdle && newest.isStart());
    }

    /** Whether no command asks for a bot now, and none is on its way that may. */
    public boolean asksForNoBot() {
        return isIdle && approved.filter(Approved::isStart).isEmpty();
    }
}
