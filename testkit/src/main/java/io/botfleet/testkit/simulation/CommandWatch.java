package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is stored of commands: legal moves, verdicts that are true and fixed, no command acted on twice. */
final class CommandWatch implements Watch {
    private final World world;
    private final Map<CommandId, Command> last = new HashMap<>();
    private final Map<String, CommandId> keys = new HashMap<>();
    private final Set<CommandId> reused = new HashSet<>();
    private final Set<ClientId> reusing = new HashSet<>();

    private final Coverage coverage;
    private Forgotten forgotten = Forgotten.NOTHING;

    CommandWatch(World world, Coverage coverage) {
        this.world = world;
        this.coverage = coverage;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
        last.clear();
        keys.clear();
        for (Command command : world.database().stored()) {
            last.put(command.id(), command);
            command.accepted().ifPresent(accepted -> keys.put(keyOf(command, accepted), command.id()));
        }
    }

    private static String keyOf(Command command, Accepted accepted) {
        return command.client() + " " + accepted.key();
    }

    /** Whether a reorganisation gave a number to another command than had it first. */
    boolean isReused(CommandId number) {
        return reused.contains(number);
    }

    /** Whether it did so with a number that a client's command had, or has now. */
    boolean hasReused(ClientId client) {
        return reusing.contains(client);
    }

    @Override
    public void look() {
        List<Command> stored = world.database().stored();
        promise(stored.size() >= last.size(), "no command is forgotten", () -> stored.size() + " of " + last.size());
        for (Command command : stored) {
            Command before = last.put(command.id(), command);
            if (before == null || command.version() != before.version()) {
                changed(Optional.ofNullable(before), command);
            }
        }
    }

    private void changed(Optional<Command> before, Command now) {
        Stage from = before.map(Command::stage).orElse(Stage.RECEIVED);
        // A reorganisation that takes both the verdict and the command back makes two moves in one transaction.
        if (before.isEmpty() || from != now.stage()) {
            coverage.count(Coverage.Kind.STAGE, now.stage().name());
            reached(from, now);
        }
        if (now.order().orElse(null) instanceof RunBacktest
                && now.waitingOn()
                        .filter("an earlier backtest of this client to end"::equals)
                        .isPresent()) {
            coverage.count(Branch.BACKTEST_WAITED);
        }
        boolean succeeds = before.filter(former -> isSucceededBy(former, now)).isPresent();
        if (succeeds) {
            coverage.count(Branch.SUCCEEDED);
            keys.values().remove(now.id());
            reused.add(now.id());
            reusing.add(now.client());
            before.map(Command::client).ifPresent(reusing::add);
        }
        // One whose number another command has on the new branch makes two moves in one transaction as well.
        boolean displaced = now.stage() == Stage.UNDOING && from == Stage.REFUNDING && isDisplaced(now);
        boolean legal = displaced
                || from == now.stage()
                || from.mayBecome(now.stage())
                || now.stage() == Stage.ORPHANED
                || succeeds;
        promise(legal, "a command moves as its table says", () -> now.id() + " from " + from + " to " + now.stage());
        promise(
                before.isEmpty() || now.version() > before.get().version(),
                "every save is a version of its own",
                () -> now.id() + " v" + now.version() + " after " + before);
        boolean newlyAccepted = before.flatMap(Command::accepted).isEmpty();
        now.accepted().filter(_ -> newlyAccepted).ifPresent(accepted -> {
            CommandId other = keys.putIfAbsent(keyOf(now, accepted), now.id());
            promise(other == null, "a command key counts once", () -> now.id() + " repeats " + other);
        });
        if (!now.evidence().equals(before.flatMap(Command::evidence))) {
            now.evidence().ifPresent(evidence -> decided(before, now, evidence));
        }
        boolean hasVerdict =
                !Stage.SETTLING.contains(now.stage()) || now.evidence().isPresent();
        promise(hasVerdict, "no verdict without evidence", () -> now.id() + " is " + now.stage());
    }

    /** Whether the number of a command of which nothing is left went to another one. */
    private static boolean isSucceededBy(Command former, Command now) {
        return (former.stage() == Stage.VANISHED || former.stage() == Stage.RECLAIMED)
                && now.stage() == Stage.RECEIVED
                && !former.submission().sameCommandAs(now.submission());
    }

    private void reached(Stage from, Command now) {
        switch (now.stage()) {
            case APPROVING -> {
                if (now.leavesABot()) {
                    coverage.count(Branch.DRAINED_WITH_POSITIONS);
                }
            }
            case UNDOING -> {
                if (from == Stage.ORPHANED && isDisplaced(now)) {
                    coverage.count(Branch.DISPLACED);
                }
            }
            case RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED, REFUNDING -> {
                if (from == Stage.ORPHANED) {
                    coverage.count(Branch.MINED_AGAIN);
                }
            }
            case RECLAIMED -> {
                if (now.evidence()
                        .filter(proof -> proof.decision() instanceof Decision.Approve)
                        .isPresent()) {
                    coverage.count(Branch.RECLAIMED_BEFORE_ITS_APPROVAL);
                }
            }
            case RESTORING, APPROVED, ROLLED_BACK, ORPHANED, VANISHED -> {}
        }
    }

    private boolean isDisplaced(Command command) {
        return world.chain().submissions().stream()
                .anyMatch(submission ->
                        submission.id().equals(command.id()) && !submission.sameCommandAs(command.submission()));
    }

    private void decided(Optional<Command> before, Command now, Evidence evidence) {
        promise(
                CanonicalJson.sha256(evidence.document()).equals(evidence.digest()),
                "the digest is the document's",
                () -> "command " + now.id());
        promise(
                !evidence.document().utf8().contains(Clients.EXCHANGE_KEY),
                "no secret in evidence",
                () -> "command " + now.id());
        boolean approvedBefore = before.flatMap(Command::evidence)
                .filter(former -> !(former.decision() instanceof Decision.Approve
                        && evidence.decision() instanceof Decision.Rollback))
                .isEmpty();
        promise(approvedBefore, "a verdict is fixed", () -> now.id() + " has another one than " + before);
        if (forgotten.commands().contains(now.id())) {
            // What was decided before is taken over from the chain, whatever the cluster shows now.
            return;
        }
        switch (evidence.decision()) {
            case Decision.Approve _ -> approved(now);
            case Decision.Rollback rollback -> refused(now, rollback);
        }
    }

    private void approved(Command command) {
        switch (command.order().orElseThrow()) {
            case StartTrading start ->
                promise(
                        Clients.RUN.contains(start.strategy()),
                        "what does not run is not approved",
                        () -> command.id() + " started " + start.strategy());
            case StopTrading _ -> {
                Pod pod = world.cluster().pods().get(WorkloadId.ofBot(command.client()));
                boolean draining = command.execution().openTrades().orElse(0) > 0;
                promise(
                        draining || pod == null,
                        "a stop is approved once the bot is gone",
                        () -> command.id() + " while " + pod + " runs");
            }
            case RunBacktest _ -> {
                promise(
                        BacktestWatch.wasAtWork(world, command),
                        "a backtest is approved that is or was at work on what was ordered",
                        () -> command + " of " + world.cluster().jobsMade());
                if (command.execution()
                        .atWork()
                        .filter(shown -> shown.startsWith("its result"))
                        .isPresent()) {
                    coverage.count(Branch.BACKTEST_APPROVED_BY_ITS_RESULT);
                }
            }
        }
    }

    private void refused(Command command, Decision.Rollback rollback) {
        if (command.order().orElse(null) instanceof RunBacktest) {
            refusedBacktest(command, rollback);
            return;
        }
        Optional<StartTrading> start =
                command.order().filter(StartTrading.class::isInstance).map(StartTrading.class::cast);
        boolean justified =
                switch (rollback.reason()) {
                    case EXECUTION_FAILED ->
                        start.filter(order -> order.strategy().equals(Clients.CRASHES))
                                .isPresent();
                    case MISMATCH ->
                        start.filter(order -> order.strategy().equals(Clients.LIES))
                                .isPresent();
                    case NOT_DEPLOYED -> false;
                    case UNREADABLE,
                            INVALID,
                            DUPLICATE,
                            EXPIRED,
                            SUPERSEDED,
                            CAPACITY,
                            TIMEOUT,
                            NOTHING_TO_STOP,
                            POSITIONS_OPEN,
                            STRATEGY_NOT_ALLOWED -> true;
                };
        promise(
                justified,
                "only proof of failure makes a command fail",
                () -> command.id() + " failed as " + rollback.reason() + ": " + command.ending());
    }

    private void refusedBacktest(Command command, Decision.Rollback rollback) {
        if (BacktestWatch.wasAtWork(world, command)) {
            coverage.count(Branch.BACKTEST_REFUNDED_AT_WORK);
        }
        boolean justified =
                switch (rollback.reason()) {
                    case EXECUTION_FAILED, MISMATCH, NOT_DEPLOYED ->
                        // The Job of the one that had its number before may still be there.
                        BacktestWatch.hasFailed(world, command) || isReused(command.id());
                    case NOTHING_TO_STOP, POSITIONS_OPEN, SUPERSEDED, STRATEGY_NOT_ALLOWED -> false;
                    case UNREADABLE, INVALID, DUPLICATE, EXPIRED, CAPACITY, TIMEOUT -> true;
                };
        promise(
                justified,
                "only proof of failure makes a command fail",
                () -> command.id() + " failed as " + rollback.reason() + ": " + command.ending());
    }
}
