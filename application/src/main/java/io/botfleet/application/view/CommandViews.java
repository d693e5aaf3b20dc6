package io.botfleet.application.view;

import io.botfleet.application.chain.Cursor;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.List;
import java.util.Optional;

/** What people ask about commands; reads only, paged. */
public interface CommandViews {
    /** Commands below {@code before}, newest first; all clients where {@code client} is empty. */
    List<Command> commands(Optional<ClientId> client, Optional<CommandId> before, int most);

    Optional<Command> command(CommandId id);

    /** A command's steps, oldest first. */
    List<JournalEntry> journal(CommandId id);

    /** Every step after {@code sequence}, oldest first, without any that an earlier step could still precede. */
    List<JournalEntry> journalAfter(long sequence, int most);

    /** Submissions that are seen and not deep enough to act on. */
    List<Submission> sightings();

    /** Clients that ever sent a command, by number. */
    List<ClientId> clients(Optional<ClientId> after, int most);

    Optional<Cursor> cursor();
}
