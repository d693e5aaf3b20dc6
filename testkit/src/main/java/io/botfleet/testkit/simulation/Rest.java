package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.application.reconciliation.Discrepancy;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.ValuesYaml;
import io.botfleet.testkit.memory.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What holds once nothing happens any more. */
final class Rest {
    private final World world;
    private final CommandWatch watched;
    private final Reconciling reconciling;
    private Forgotten forgotten = Forgotten.NOTHING;

    /** @param watched tells whose number went to another one */
    Rest(World world, Ports ports, CommandWatch watched) {
        this.world = world;
        this.watched = watched;
        Ports.HandOvers none = new Ports.HandOvers() {
            @Override
            public <T> T through(Class<T> port, T adapter) {
                return adapter;
            }
        };
        this.reconciling = new Reconciling(
                ports.commands(none),
                ports.settlements(),
                ports.ledger(),
                ports.repository(),
                ports.workloads(),
                world.clock());
    }

    void restored(Forgotten now) {
        forgotten = now;
    }

    /** Whether every command that was ever sent has its end, for good, and nothing of any backtest is left. */
    boolean isReached() {
        return isSettled() && unfinished().isEmpty();
    }

    /** The same, whatever is still to come of backtests. */
    boolean isSettled() {
        List<Command> commands = world.database().commands();
        return commands.size() == world.chain().submissions().size()
                && world.database().openSettlements().isEmpty()
                && commands.stream()
                        .allMatch(command -> Stage.ENDED.contains(command.stage())
                                && command.onChain().filter(OnChain::finalised).isPresent());
    }

    /** What is to come of backtests, or left of them. */
    private List<String> unfinished() {
        List<String> unfinished = new ArrayList<>();
        world.database().commands().stream()
                .filter(command -> command.stage() == Stage.APPROVED && !command.concernsTheBot())
                .filter(command -> !world.database().outcomes().containsKey(command.id()))
                .forEach(command -> unfinished.add("what came of " + command.id()));
        if (world.git().head().isPresent()) {
            new InMemoryBacktests(world).uncleared(Integer.MAX_VALUE).forEach(id -> unfinished.add("uncleared " + id));
        }
        world.cluster().jobs().stream()
                .filter(job -> !isOfAReusedNumber(job))
                .forEach(job -> unfinished.add("Job " + job));
        world.git().tree().keySet().stream()
                .filter(path -> path.backtestOf().isPresent())
                .forEach(path -> unfinished.add(path.value()));
        return unfinished;
    }

    /**
     * Whether a cluster that was behind when a command was undone left a Job of it, and its number has gone to another command:
     * no refund waits for that any longer, and nothing is stored of it any more.
     */
    private boolean isOfAReusedNumber(WorkloadId job) {
        return world.cluster().jobsMade().stream()
                .filter(made -> made.workload().equals(job))
                .anyMatch(made -> made.pod().command().filter(watched::isReused).isPresent());
    }

    /** What keeps it from being reached. */
    String missing() {
        return "the chain has " + world.chain().submissions().size() + " commands; stored: "
                + world.database().commands().stream()
                        .filter(command -> !Stage.ENDED.contains(command.stage())
                                || command.onChain().filter(OnChain::finalised).isEmpty())
                        .map(command -> command.id() + " " + command.stage() + " since " + command.since()
                                + command.waitingOn()
                                        .map(on -> " waits for " + on)
                                        .orElse("")
                                + command.onChain()
                                        .map(fact -> " on chain " + fact)
                                        .orElse(""))
                        .toList()
                + "; of backtests: " + unfinished() + "; open settlements: "
                + world.database().openSettlements()
                + "; cursor " + world.database().cursor() + ", head "
                + world.chain().latest().ref();
    }

    void check() {
        List<Command> commands = world.database().commands();
        for (Submission submission : world.chain().submissions()) {
            ended(submission, commands.get((int) submission.id().number() - 1));
        }
        List<Command> ofBots = commands.stream().filter(Command::concernsTheBot).toList();
        commands.stream().map(Command::client).distinct().forEach(client -> runs(client, ofBots));
        promise(unfinished().isEmpty(), "nothing is left of a backtest that is over", this::missing);
        promise(
                world.cluster().abandoned().stream()
                        .allMatch(each -> ClusterWatch.goesByItsStop(world, forgotten, each)),
                "no open position is without a bot that manages it",
                () -> world.cluster().abandoned() + " after "
                        + commands.stream()
                                .map(command -> command.id() + " of " + command.client() + " " + command.stage() + " "
                                        + command.order().orElse(null))
                                .toList());
        List<Discrepancy> told = reconciling.reconcile().stream()
                .filter(each -> forgotten.clients().stream()
                        .noneMatch(client -> client.value().equals(each.subject())))
                .toList();
        promise(told.stream().allMatch(this::isTrue), "the reconciler tells of nothing that is right", told::toString);
    }

    /** A bot that a stop left, since it holds positions, is the one thing that may not fit for long. */
    private boolean isTrue(Discrepancy told) {
        return told.kind() == Discrepancy.Kind.VALUES_WITHOUT_COMMAND
                && world.database().commands().stream()
                        .filter(command -> command.client().value().equals(told.subject()))
                        .anyMatch(command -> command.execution().openTrades().orElse(0) > 0
                                || world.cluster().holds(WorkloadId.ofBot(command.client())));
    }

    private void ended(Submission submission, Command command) {
        OnChain fact = world.chain().outcome(submission.id()).orElseThrow();
        promise(
                command.stage()
                        == switch (fact.outcome()) {
                            case APPROVED -> Stage.APPROVED;
                            case ROLLED_BACK -> Stage.ROLLED_BACK;
                            case RECLAIMED -> Stage.RECLAIMED;
                        },
                "a command ends as the chain says",
                () -> command.id() + " is " + command.stage() + " and " + fact.outcome());
        if (fact.outcome() != OnChain.Outcome.RECLAIMED) {
            Evidence evidence = command.evidence().orElseThrow();
            boolean same = evidence.decision().reasonCode() == fact.reasonCode()
                    && evidence.decision() instanceof Decision.Approve == (fact.outcome() == OnChain.Outcome.APPROVED);
            promise(
                    // One that was settled by what the database has forgotten may have been decided again meanwhile.
                    same || forgotten.commands().contains(submission.id()),
                    "a command settles as its stored evidence says",
                    () -> command + " and " + fact);
        }
    }

    private static Optional<CommandId> commandOf(Bytes file) {
        return ValuesYaml.read(file)
                .get("commandId")
                .filter(Json.Text.class::isInstance)
                .map(id -> CommandId.parse(((Json.Text) id).value()));
    }

    private void runs(ClientId client, List<Command> commands) {
        Optional<Command> newest = commands.stream()
                .filter(command -> command.client().equals(client) && command.stage() == Stage.APPROVED)
                // A stop of a bot that holds positions lets it keep its values until it is flat.
                .filter(command -> command.execution().openTrades().orElse(0) == 0)
                .max(Comparator.comparing(Command::id));
        Optional<Bytes> values = newest.flatMap(Command::prepared).flatMap(Prepared::content);
        Optional<CommandId> runs = newest.filter(command -> command.order().orElseThrow() instanceof StartTrading)
                .map(Command::id);
        boolean leftHolding = commands.stream()
                .filter(command -> command.client().equals(client) && command.stage() == Stage.APPROVED)
                .max(Comparator.comparing(Command::id))
                .filter(command -> command.execution().openTrades().orElse(0) > 0)
                .isPresent();
        Optional<Bytes> file = Optional.ofNullable(world.git().tree().get(RepositoryPath.ofBot(client)));
        if (leftHolding && file.isEmpty()) {
            // It was flat at last and is gone; ClusterWatch sees to it that it was not taken away before.
            return;
        }
        boolean sealedAnew = newest.filter(command -> forgotten.commands().contains(command.id()))
                        .isPresent()
                && file.isPresent()
                && file.flatMap(Rest::commandOf).equals(newest.map(Command::id));
        WorkloadId workload = WorkloadId.ofBot(client);
        if (!file.equals(values) && !sealedAnew && world.cluster().holds(workload)) {
            // Nobody asks for it, and it stays until it is flat.
            promise(
                    !world.cluster().isRunning(workload),
                    "a bot that stays for its positions opens no more",
                    () -> client + " after " + newest);
            return;
        }
        if (file.isEmpty() && hasForgottenStop(client, commands)) {
            // It was carried out before an older copy was put back that refused it: the reconciler tells of that.
            return;
        }
        promise(
                file.equals(values) || sealedAnew,
                "Git holds what was approved last",
                () -> client + " after " + newest + " has " + file.map(Bytes::utf8));
        Optional<CommandId> pod =
                Optional.ofNullable(world.cluster().pods().get(workload)).flatMap(Pod::command);
        promise(
                pod.equals(runs),
                "what runs is what was approved last",
                () -> client + " runs " + pod + ", not " + runs);
        promise(
                runs.isEmpty() || leftHolding || world.cluster().isRunning(workload),
                "the bot of an approved start trades",
                () -> client + " is paused after " + newest);
    }

    private boolean hasForgottenStop(ClientId client, List<Command> commands) {
        return commands.stream()
                .filter(command -> command.client().equals(client) && command.stage() != Stage.APPROVED)
                .filter(command -> forgotten.commands().contains(command.id()))
                .anyMatch(command -> command.order()
                        .map(order -> order instanceof StopTrading)
                        .orElse(true));
    }
}
