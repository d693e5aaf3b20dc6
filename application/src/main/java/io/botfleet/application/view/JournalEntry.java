package io.botfleet.application.view;

import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;

/**
 * One step in a command's life.
 *
 * @param sequence grows with every entry of the whole platform
 * @param text what was found or done, for people
 */
public record JournalEntry(long sequence, CommandId command, Instant at, Stage stage, String text) {
    /** What an entry says: why a command comes to a bad end when it begins to, otherwise what the command waits for. */
    public static String text(Command before, Command now) {
        boolean turned =
                before.stage() != now.stage() && (now.stage() == Stage.UNDOING || now.stage() == Stage.REFUNDING);
        return turned
                ? now.ending()
                        .map(ending -> ending.reason() + ": " + ending.detail())
                        .orElse("")
                : now.waitingOn().map(on -> "waits for " + on).orElse("");
    }
}
