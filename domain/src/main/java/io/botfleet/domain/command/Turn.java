package io.botfleet.domain.command;

import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/**
 * Where a command stands among those for its client's bot that have no verdict yet.
 *
 * @param ahead the oldest one before it; empty for what does not concern the bot
 * @param sealed the oldest one before it that was not opened yet: they are opened in order, whatever they turn out to be
 * @param superseder as {@link Lane#supersederOf} tells it
 */
public record Turn(Optional<CommandId> ahead, Optional<CommandId> sealed, Optional<CommandId> superseder) {
    /** Whether it is first in line; a newer one waits, so that two never act on one bot. */
    public boolean isFirst() {
        return ahead.isEmpty();
    }
}
