package io.botfleet.testkit.memory;

import io.botfleet.application.chain.Cursor;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

public final class InMemoryCommandViews implements CommandViews {
    private final World world;

    public InMemoryCommandViews(World world) {
        this.world = world;
    }

    @Override
    public List<Command> commands(Optional<ClientId> client, Optional<CommandId> before, int most) {
        Database database = database();
        synchronized (database) {
            Collection<Database.Row> rows =
                    client.map(of -> database.of(of).values()).orElseGet(database::rows);
            return rows.stream()
                    .map(database::withFact)
                    .filter(command -> before.isEmpty() || command.id().compareTo(before.get()) < 0)
                    .sorted(Comparator.comparing(Command::id).reversed())
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public Optional<Command> command(CommandId id) {
        Database database = database();
        synchronized (database) {
            return Optional.ofNullable(database.row(id)).map(database::withFact);
        }
    }

    @Override
    public List<JournalEntry> journal(CommandId id) {
        Database database = database();
        synchronized (database) {
            return database.journal.stream()
                    .filter(entry -> entry.command().equals(id))
                    .toList();
        }
    }

    @Override
    public List<JournalEntry> journalAfter(long sequence, int most) {
        Database database = database();
        synchronized (database) {
            return database.journal.stream()
                    .filter(entry -> entry.sequence() > sequence)
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public List<Submission> sightings() {
        Database database = database();
        synchronized (database) {
            return database.sightings;
        }
    }

    @Override
    public List<ClientId> clients(Optional<ClientId> after, int most) {
        Database database = database();
        synchronized (database) {
            return database.clients().stream()
                    .filter(client -> after.isEmpty() || client.compareTo(after.get()) > 0)
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public Optional<Cursor> cursor() {
        return new InMemoryInbox(world).cursor();
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
