package io.botfleet.testkit.memory;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public class InMemoryBacktests implements Backtests {
    private static final Set<Stage> APPROVED = EnumSet.of(Stage.APPROVING, Stage.APPROVED);

    /** Refused, or undone in Git and in the cluster. */
    private static final Set<Stage> OVER =
            EnumSet.of(Stage.REFUNDING, Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED);

    private final World world;

    public InMemoryBacktests(World world) {
        this.world = world;
    }

    @Override
    public boolean finish(Outcome outcome) {
        Database database = database();
        synchronized (database) {
            boolean isFirst = !database.outcomes.containsKey(outcome.command());
            boolean keeps = database.backtests(outcome.client()).containsKey(outcome.command()) && mayKeep(isFirst);
            if (keeps) {
                database.outcomes.put(outcome.command(), outcome);
            }
            return keeps;
        }
    }

    /** Whether an outcome counts; open to be broken on purpose. */
    protected boolean mayKeep(boolean isFirst) {
        return isFirst;
    }

    @Override
    public Optional<Outcome> of(CommandId backtest) {
        Database database = database();
        synchronized (database) {
            return Optional.ofNullable(database.outcomes.get(backtest));
        }
    }

    @Override
    public Map<CommandId, Ended> ended(Set<CommandId> backtests) {
        Database database = database();
        synchronized (database) {
            return backtests.stream()
                    .flatMap(id -> Optional.ofNullable(database.outcomes.get(id)).stream())
                    .collect(Collectors.toMap(
                            Outcome::command, outcome -> new Ended(outcome.end(), outcome.reason(), outcome.at())));
        }
    }

    @Override
    public List<Command> running(int most) {
        Database database = database();
        synchronized (database) {
            return unfinished(database, database.backtests())
                    .filter(row -> APPROVED.contains(row.command().stage()))
                    .map(database::withFact)
                    .sorted(Comparator.comparing(Command::id))
                    .limit(most)
                    .toList();
        }
    }

    private static Stream<Database.Row> unfinished(Database database, Stream<Database.Row> backtests) {
        return backtests.filter(
                row -> !database.outcomes.containsKey(row.command().id()));
    }

    @Override
    public List<Command> list(Optional<ClientId> client, Optional<CommandId> before, int most) {
        Database database = database();
        synchronized (database) {
            return client.map(one -> database.backtests(one).values().stream())
                    .orElseGet(database::backtests)
                    .map(database::withFact)
                    .sorted(Comparator.comparing(Command::id).reversed())
                    .filter(command -> before.isEmpty() || command.id().compareTo(before.get()) < 0)
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public int open(ClientId client, CommandId before, int most) {
        Database database = database();
        synchronized (database) {
            return (int) unfinished(database, database.backtests(client).headMap(before, false).values().stream())
                    .filter(row -> !OVER.contains(row.command().stage()))
                    .limit(most)
                    .count();
        }
    }

    @Override
    public Set<CommandId> over(Set<CommandId> commands) {
        Database database = database();
        synchronized (database) {
            return database.backtests()
                    .filter(row -> isOver(database, row))
                    .map(row -> row.command().id())
                    .filter(commands::contains)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isOver(Database database, Database.Row row) {
        return OVER.contains(row.command().stage())
                || database.outcomes.containsKey(row.command().id());
    }

    @Override
    public List<CommandId> uncleared(int most) {
        Database database = database();
        synchronized (database) {
            return database.backtests()
                    .filter(row -> isOver(database, row))
                    .map(row -> row.command().id())
                    .filter(id -> !database.cleared.contains(id))
                    .sorted()
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public void cleared(CommandId backtest) {
        Database database = database();
        synchronized (database) {
            database.cleared.add(backtest);
        }
    }

    @Override
    public void mayBeLeft(Set<CommandId> backtests) {
        Database database = database();
        synchronized (database) {
            database.cleared.removeAll(backtests);
        }
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
