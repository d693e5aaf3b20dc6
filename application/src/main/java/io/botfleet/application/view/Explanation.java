package io.botfleet.application.view;

import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a command is and why it is there, in one sentence and in its parts.
 *
 * @param stage empty while the command is not deep enough to be taken in
 * @param waitingOn what it waits for; empty once it has ended
 * @param deadline the last second in which an approval can be mined
 */
public record Explanation(
        CommandId command,
        Optional<Stage> stage,
        Optional<String> waitingOn,
        Instant since,
        Instant deadline,
        String sentence) {}
