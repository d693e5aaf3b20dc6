package io.botfleet.application.command;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stuck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong by this program's own fault while it worked on several commands: one that can't be handled must not
 * keep the others waiting, and must not be passed over in silence either.
 */
final class Mistakes {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private final List<RuntimeException> made = new ArrayList<>();

    /** The command as it was, to be looked at again after a pause; its client may reclaim it all the while. */
    Next note(Command command, RuntimeException mistake, Instant now) {
        made.add(new IllegalStateException(
                "command=" + command.id() + " client=" + command.client() + " stage=" + command.stage() + ": "
                        + mistake.getMessage(),
                mistake));
        return new Next(
                command.stuck(Stuck.By.MISTAKE, "a mistake in the platform, which its log describes", now), PAUSE);
    }

    /** Throws the first one, with the others suppressed in it. */
    void surface() {
        if (!made.isEmpty()) {
            RuntimeException first = made.getFirst();
            made.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
