package io.botfleet.testkit.memory;

import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.ClientSummary;
import io.botfleet.application.command.Commands;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.SettlementWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public class InMemoryCommands implements Commands {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    private static final Set<Stage> APPROVED = EnumSet.of(Stage.APPROVING, Stage.APPROVED);

    private static final Set<Stage> BEGUN = EnumSet.copyOf(Stage.IN_LANE);

    static {
        BEGUN.removeAll(Set.of(Stage.RECEIVED, Stage.QUEUED));
    }

    private final World world;

    public InMemoryCommands(World world) {
        this.world = world;
    }

    @Override
    public List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease) {
        Database database = database();
        synchronized (database) {
            Instant now = world.clock().instant();
            List<Database.Row> rows = database.due(stages, now, row -> isFree(row.leasedUntil, now), most);
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
    public Saved save(Claim claim, Command next, Duration again) {
        Database database = database();
        synchronized (database) {
            Database.Row row = database.row(next.id());
            if (row == null || !mayReplace(row.command(), row.holder, claim)) {
                return Saved.CONFLICT;
            }
            Command before = row.command();
            database.replace(row, next.onChain(Optional.empty()).version(before.version() + 1));
            Instant now = world.clock().instant();
            row.due = row.woken ? now : now.plus(again);
            row.woken = false;
            row.holder = Optional.empty();
            row.leasedUntil = Instant.MIN;
            boolean moved = before.stage() != next.stage();
            if (moved || !before.waitingOn().equals(next.waitingOn())) {
                database.note(next.id(), next, now, JournalEntry.text(before, next));
            }
            if (moved && next.concernsTheBot()) {
                makeWay(database, next, now);
            } else if (moved && before.stage() == Stage.RECEIVED) {
                leaveTheLane(database, next, now);
            }
            return Saved.SAVED;
        }
    }

    private static void makeWay(Database database, Command moved, Instant now) {
        List<Database.Row> lane = inLane(database, moved.client()).toList();
        Stream.concat(lane.stream().limit(1), sealed(lane).stream())
                .filter(row -> !row.command().id().equals(moved.id()))
                .forEach(row -> row.wake(now));
        lane.stream()
                .filter(row -> moved.stage() == Stage.QUEUED && row.command().stage() == Stage.QUEUED)
                .filter(row -> row.command().id().compareTo(moved.id()) < 0)
                .filter(row -> row.command().order().orElse(null) instanceof StartTrading)
                .forEach(row -> row.wake(now));
    }

    /** Wakes who waited for a sealed command alone, now that it turned out to be none for the bot. */
    private static void leaveTheLane(Database database, Command opened, Instant now) {
        List<Database.Row> lane = inLane(database, opened.client()).toList();
        Stream.concat(lane.stream().limit(1), sealed(lane).stream())
                .filter(row -> row.command().id().compareTo(opened.id()) > 0)
                .forEach(row -> row.wake(now));
    }

    private static Optional<Database.Row> sealed(List<Database.Row> lane) {
        return lane.stream()
                .filter(row -> row.command().stage() == Stage.RECEIVED)
                .findFirst();
    }

    @Override
    public Optional<Command> find(CommandId id) {
        Database database = database();
        synchronized (database) {
            return Optional.ofNullable(database.row(id)).map(database::withFact);
        }
    }

    @Override
    public Standing standing(ClientId client) {
        Database database = database();
        synchronized (database) {
            Lane lane = new Lane(
                    client, inLane(database, client).map(database::withFact).toList());
            return Standing.of(lane, lastApproved(client, AFTER_ALL));
        }
    }

    private static Stream<Database.Row> inLane(Database database, ClientId client) {
        return database.lane(client).stream();
    }

    @Override
    public Turn turn(Command command) {
        Database database = database();
        synchronized (database) {
            List<Command> open = inLane(database, command.client())
                    .map(Database.Row::command)
                    .toList();
            return new Lane(command.client(), open).turnOf(command);
        }
    }

    @Override
    public boolean isIdle(ClientId client) {
        Database database = database();
        synchronized (database) {
            return inLane(database, client).findAny().isEmpty();
        }
    }

    @Override
    public List<Command> overdue(Instant now, int most) {
        Database database = database();
        synchronized (database) {
            return database.in(Stage.IN_LANE)
                    .map(database::withFact)
                    .filter(command -> command.submission().deadline().isBefore(now))
                    .sorted(Comparator.comparing(
                                    (Command command) -> command.submission().deadline())
                            .thenComparing(Command::id))
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public List<ClientId> clients() {
        Database database = database();
        synchronized (database) {
            return List.copyOf(database.clients());
        }
    }

    @Override
    public List<ClientSummary> summaries() {
        Database database = database();
        synchronized (database) {
            return database.clients().stream()
                    .map(client -> new ClientSummary(
                            client,
                            isIdle(client),
                            lastApproved(client, AFTER_ALL).map(InMemoryCommands::summary)))
                    .toList();
        }
    }

    private static ClientSummary.Approved summary(Command newest) {
        return new ClientSummary.Approved(
                newest.id(),
                newest.order().orElse(null) instanceof StartTrading,
                newest.prepared().flatMap(Prepared::content).map(CanonicalJson::sha256));
    }

    @Override
    public Optional<Command> lastApproved(ClientId client, CommandId before) {
        Database database = database();
        synchronized (database) {
            return database.active(client).headMap(before, false).descendingMap().values().stream()
                    .filter(row -> APPROVED.contains(row.command().stage()))
                    .findFirst()
                    .map(database::withFact);
        }
    }

    @Override
    public Optional<Command> firstOf(ClientId client) {
        Database database = database();
        synchronized (database) {
            return database.of(client).values().stream().findFirst().map(database::withFact);
        }
    }

    @Override
    public Optional<CommandId> earlierTwin(Command command, Optional<CommandKey> key) {
        Database database = database();
        synchronized (database) {
            return database.twins.earliest(command, key);
        }
    }

    @Override
    public Backlog backlog() {
        Database database = database();
        synchronized (database) {
            Map<Duration, SettlementWindow> undecided = new HashMap<>();
            timed(database)
                    .filter(command -> Stage.UNDECIDED.contains(command.stage()))
                    .map(command -> command.submission().window())
                    .forEach(window ->
                            undecided.putIfAbsent(Duration.between(window.begin(), window.deadline()), window));
            return new Backlog(
                    database.unended().stream()
                            .map(Database.Row::command)
                            .collect(Collectors.groupingBy(Command::stage, Collectors.counting())),
                    timed(database).findFirst().map(command -> command.submission()
                            .deadline()),
                    Set.copyOf(undecided.values()),
                    timed(database)
                            .filter(command -> Stage.SETTLING.contains(command.stage()))
                            .map(Command::since)
                            .min(Comparator.naturalOrder()),
                    stuck(database)
                            .collect(Collectors.groupingBy(
                                    command -> command.stuck().orElseThrow().by(), Collectors.counting())),
                    stuck(database)
                            .sorted(Comparator.comparing((Command command) ->
                                            command.stuck().orElseThrow().since())
                                    .thenComparing(Command::id))
                            .limit(Backlog.MOST_NAMED)
                            .map(command -> new Backlog.StuckCommand(
                                    command.id(),
                                    command.client(),
                                    command.stage(),
                                    command.stuck().orElseThrow(),
                                    command.waitingOn().orElse("")))
                            .toList());
        }
    }

    private static Stream<Command> stuck(Database database) {
        return database.unended().stream().map(Database.Row::command).filter(command -> command.stuck()
                .isPresent());
    }

    /** Those that have to be in time, the nearest deadline first. */
    private static Stream<Command> timed(Database database) {
        return database.unended().stream()
                .map(Database.Row::command)
                .filter(command -> command.stage() != Stage.ORPHANED && !database.facts.containsKey(command.id()));
    }

    @Override
    public int activeBots() {
        Database database = database();
        synchronized (database) {
            return (int)
                    database.active().stream().filter(InMemoryCommands::hasABot).count();
        }
    }

    private static boolean hasABot(NavigableMap<CommandId, Database.Row> commands) {
        return commands.descendingMap().values().stream()
                .map(Database.Row::command)
                .filter(command -> command.order().isPresent())
                .findFirst()
                .filter(command -> command.order().orElseThrow() instanceof StartTrading)
                .isPresent();
    }

    @Override
    public void wake(ClientId client) {
        Database database = database();
        synchronized (database) {
            Instant now = world.clock().instant();
            List<Database.Row> lane = inLane(database, client).toList();
            lane.stream().findFirst().ifPresent(row -> row.wake(now));
            Stream.concat(lane.stream(), database.backtests(client).values().stream())
                    .filter(row -> BEGUN.contains(row.command().stage()))
                    .forEach(row -> row.wake(now));
        }
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
