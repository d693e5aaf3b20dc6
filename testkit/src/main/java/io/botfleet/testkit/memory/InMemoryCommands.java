package io.botfleet.testkit.memory;

import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

public class InMemoryCommands implements Commands {
    private static final Set<Stage> APPROVED = Set.of(Stage.APPROVING, Stage.APPROVED);

    private final World world;

    public InMemoryCommands(World world) {
        this.world = world;
    }

    @Override
    public List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease) {
        Database database = database();
        synchronized (database) {
            Instant now = world.clock().instant();
            List<Database.Row> rows = database.in(stages)
                    .filter(row -> !row.due.isAfter(now) && isFree(row.leasedUntil, now))
                    .limit(most)
                    .toList();
            rows.forEach(row -> {
                row.holder = Optional.of(replica);
                row.woken = false;
                row.leasedUntil = now.plus(lease);
            });
            return rows.stream()
                    .map(row -> new Claim(database.withFact(row), replica))
                    .toList();
        }
    }

    /** Whether nobody works on a command; open to be broken on purpose. */
    protected boolean isFree(Instant leasedUntil, Instant now) {
        return !leasedUntil.isAfter(now);
    }

    /** Whether what was claimed is still as it was, and still claimed; open to be broken on purpose. */
    protected boolean mayReplace(Command stored, Optional<Replica> holder, Claim claim) {
        return stored.version() == claim.command().version() && holder.equals(Optional.of(claim.holder()));
    }

    @Override
    public Saved save(Claim claim, Command next, Instant due) {
        Database database = database();
        synchronized (database) {
            Database.Row row = database.row(next.id());
            if (row == null || !mayReplace(row.command(), row.holder, claim)) {
                return Saved.CONFLICT;
            }
            Command before = row.command();
            database.replace(row, next.onChain(Optional.empty()).version(before.version() + 1));
            row.due = row.woken ? world.clock().instant() : due;
            row.woken = false;
            row.holder = Optional.empty();
            row.leasedUntil = Instant.MIN;
            boolean moved = before.stage() != next.stage();
            if (moved || !before.waitingOn().equals(next.waitingOn())) {
                database.note(next.id(), next, world.clock().instant(), JournalEntry.text(before, next));
            }
            return Saved.SAVED;
        }
    }

    @Override
    public Optional<Command> find(CommandId id) {
        Database database = database();
        synchronized (database) {
            return Optional.ofNullable(database.row(id)).map(database::withFact);
        }
    }

    @Override
    public Lane lane(ClientId client) {
        return new Lane(
                client,
                of(client).stream()
                        .filter(command -> Stage.IN_LANE.contains(command.stage()))
                        .toList());
    }

    @Override
    public List<ClientId> clients() {
        Database database = database();
        synchronized (database) {
            return List.copyOf(database.byClient().keySet());
        }
    }

    @Override
    public Optional<Command> lastApproved(ClientId client, CommandId before) {
        return of(client).reversed().stream()
                .filter(command -> command.id().compareTo(before) < 0)
                .filter(command -> APPROVED.contains(command.stage()))
                .findFirst();
    }

    @Override
    public Optional<Command> firstOf(ClientId client) {
        return of(client).stream().findFirst();
    }

    @Override
    public Optional<CommandId> earlierTwin(Command command, Optional<CommandKey> key) {
        return of(command.client()).stream()
                .filter(other -> other.id().compareTo(command.id()) < 0)
                .filter(other -> other.submission()
                                .envelope()
                                .equals(command.submission().envelope())
                        || (key.isPresent()
                                && other.accepted().map(Accepted::key).equals(key)))
                .map(Command::id)
                .findFirst();
    }

    @Override
    public Backlog backlog() {
        Database database = database();
        synchronized (database) {
            return new Backlog(
                    database.unended().stream()
                            .map(Database.Row::command)
                            .collect(Collectors.groupingBy(Command::stage, Collectors.counting())),
                    database.unended().stream()
                            .findFirst()
                            .map(row -> row.command().submission().deadline()));
        }
    }

    @Override
    public int activeBots() {
        Database database = database();
        synchronized (database) {
            return (int) database.byClient().values().stream()
                    .filter(InMemoryCommands::hasABot)
                    .count();
        }
    }

    private static boolean hasABot(NavigableMap<CommandId, Database.Row> commands) {
        return commands.descendingMap().values().stream()
                .map(Database.Row::command)
                .filter(command -> command.order().isPresent())
                .filter(command -> (Stage.IN_LANE.contains(command.stage()) && command.stage() != Stage.QUEUED)
                        || APPROVED.contains(command.stage()))
                .findFirst()
                .filter(command -> command.order().orElseThrow() instanceof StartTrading)
                .isPresent();
    }

    @Override
    public void wake(ClientId client) {
        Database database = database();
        synchronized (database) {
            Instant now = world.clock().instant();
            database.of(client).values().forEach(row -> row.wake(now));
        }
    }

    private List<Command> of(ClientId client) {
        Database database = database();
        synchronized (database) {
            return database.of(client).values().stream().map(database::withFact).toList();
        }
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
