package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.testkit.memory.World;
import java.util.Map;
import java.util.Optional;

/** What runs: for each client one bot at the most, and only of a start that it sent and that was accepted. */
final class ClusterWatch implements Watch {
    private final World world;
    private final CommandWatch commands;
    private Map<WorkloadId, Pod> last = Map.of();

    private Forgotten forgotten = Forgotten.NOTHING;

    /** @param commands tells whose number went to another one */
    ClusterWatch(World world, CommandWatch commands) {
        this.world = world;
        this.commands = commands;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
    }

    @Override
    public void look() {
        Map<WorkloadId, Pod> pods = world.cluster().pods();
        if (pods == last) {
            return;
        }
        last = pods;
        for (WorkloadId workload : world.cluster().removedLive()) {
            promise(
                    goesByItsStop(world, forgotten, workload),
                    "a bot that holds positions goes by its client's stop only",
                    () -> workload + " was taken away");
        }
        pods.forEach((workload, pod) -> {
            Optional<Command> command = pod.command().flatMap(world.database()::stored);
            promise(
                    command.filter(each -> asksFor(each, workload)).isPresent()
                            // A cluster that is behind may bring up what was undone before its number went to another
                            // one.
                            || pod.command()
                                    .filter(id -> forgotten.commands().contains(id) || commands.isReused(id))
                                    .isPresent(),
                    "a pod runs by a command that was accepted",
                    () -> workload + " runs " + pod.command() + ", stored: " + command);
        });
    }

    private static boolean asksFor(Command command, WorkloadId workload) {
        return switch (command.order().orElse(null)) {
            case StartTrading _ -> WorkloadId.ofBot(command.client()).equals(workload);
            case RunBacktest _ ->
                WorkloadId.ofBacktest(command.client(), command.id()).equals(workload);
            case StopTrading _ -> false;
            case null -> false;
        };
    }

    /** Whether some stop was carried out that asked for no pause and no exit; anything else leaves such a bot. */
    static boolean goesByItsStop(World world, Forgotten forgotten, WorkloadId workload) {
        boolean isForgotten = forgotten.clients().stream()
                .anyMatch(client -> WorkloadId.ofBot(client).equals(workload));
        return isForgotten
                || world.database().stored().stream()
                        .filter(command -> WorkloadId.ofBot(command.client()).equals(workload))
                        .filter(command ->
                                command.order().orElse(null) instanceof StopTrading stop && stop.mode() == StopMode.NOW)
                        .anyMatch(command -> command.commit().isPresent()
                                || command.prepared().isPresent());
    }
}
