package io.botfleet.testkit.memory;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

public final class InMemorySettlements implements Settlements {
    private final World world;

    public InMemorySettlements(World world) {
        this.world = world;
    }

    @Override
    public List<Command> waiting(int most) {
        Database database = database();
        synchronized (database) {
            Set<CommandId> carried = database.open.values().stream()
                    .flatMap(open -> open.entries().stream())
                    .map(Entry::command)
                    .collect(Collectors.toSet());
            return database.in(Stage.SETTLING)
                    .map(Database.Row::command)
                    .filter(command -> !carried.contains(command.id()))
                    .map(command -> database.withFact(Objects.requireNonNull(database.row(command.id()))))
                    .sorted(Comparator.comparing(command -> command.onChain().isPresent()))
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public List<Settlement> open() {
        Database database = database();
        synchronized (database) {
            return List.copyOf(database.open.values());
        }
    }

    @Override
    public void store(Fence fence, Settlement settlement) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            for (Settlement other : database.open.values()) {
                boolean same = other.nonce() == settlement.nonce();
                if (same && !other.entries().equals(settlement.entries())) {
                    throw new Conflict("nonce " + settlement.nonce() + " carries other verdicts");
                }
                for (Entry entry : settlement.entries()) {
                    if (!same && carries(other, entry.command())) {
                        throw new Conflict("command " + entry.command() + " is in nonce " + other.nonce());
                    }
                }
            }
            database.open.put(settlement.nonce(), settlement);
            settlement
                    .entries()
                    .forEach(entry -> database.carried.merge(
                            entry.command(), List.of(settlement), InMemorySettlements::newestFirst));
        }
    }

    @Override
    public void close(Fence fence, Settlement settlement) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            database.open.remove(settlement.nonce());
        }
    }

    @Override
    public Optional<Settlement> of(CommandId command, Hash evidenceRoot) {
        Database database = database();
        synchronized (database) {
            return database.carried.getOrDefault(command, List.of()).stream()
                    .filter(settlement -> settlement.evidenceRoot().equals(evidenceRoot))
                    .findFirst();
        }
    }

    private static List<Settlement> newestFirst(List<Settlement> before, List<Settlement> now) {
        List<Settlement> all = new ArrayList<>(now);
        before.stream()
                .filter(each -> !each.evidenceRoot().equals(now.getFirst().evidenceRoot()))
                .forEach(all::add);
        return List.copyOf(all);
    }

    private static boolean carries(Settlement settlement, CommandId command) {
        return settlement.entries().stream().anyMatch(entry -> entry.command().equals(command));
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
