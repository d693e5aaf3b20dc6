package io.botfleet.testkit.simulation;

import static io.botfleet.testkit.simulation.Watch.promise;

import io.botfleet.application.gitops.Change;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.testkit.memory.GitHistory;
import io.botfleet.testkit.memory.World;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What is committed: each command once and undone once, nothing that is not stored, nothing secret. */
final class GitWatch implements Watch {
    private final World world;
    private final Set<String> made = new HashSet<>();
    private Optional<CommitId> last = Optional.empty();
    private int seen;

    private final Coverage coverage;
    private final CommandWatch commands;
    private Forgotten forgotten = Forgotten.NOTHING;

    /** @param commands tells whose number went to another one */
    GitWatch(World world, Coverage coverage, CommandWatch commands) {
        this.world = world;
        this.coverage = coverage;
        this.commands = commands;
    }

    @Override
    public void restored(Forgotten now) {
        forgotten = now;
    }

    @Override
    public void look() {
        GitHistory git = world.git();
        if (git.size() == seen) {
            return;
        }
        boolean grown = git.size() > seen
                && (seen == 0 || Optional.of(git.at(seen - 1).id()).equals(last));
        promise(grown, "Git's history only grows", () -> git.size() + " commits after " + seen);
        for (; seen < git.size(); seen++) {
            GitHistory.Commit commit = git.at(seen);
            commit.changes().forEach(this::committed);
            last = Optional.of(commit.id());
        }
    }

    private void committed(Change change) {
        Optional<Command> stored = world.database().stored(change.command());
        boolean isForgotten = forgotten.commands().contains(change.command());
        if (stored.isEmpty() && isForgotten) {
            // Pushed before an older copy of the database was put back, and landed only now.
            return;
        }
        Command command = stored.orElseThrow();
        String what = change.command() + " " + change.transaction();
        reached(change, command);
        promise(
                made.add(change.kind() + " " + what) || change.kind() == Change.Kind.WITHDRAW || isForgotten,
                "a command is committed once and undone once",
                () -> change.kind() + " of " + what + ", which is " + command.stage());
        promise(
                change.path().equals(pathOf(command))
                        || takesABotAway(change, command)
                        || mayBeForgotten(change, command),
                "a command changes its own client's file",
                () -> what + " changed " + change.path());
        promise(
                change.content()
                        .filter(file -> file.utf8().contains(Clients.EXCHANGE_KEY))
                        .isEmpty(),
                "no secret in Git",
                () -> what);
        if (change.path().backtestOf().isPresent() && change.kind() != Change.Kind.CARRY_OUT) {
            promise(change.content().isEmpty(), "a backtest leaves no values", () -> what);
            if (change.kind() == Change.Kind.WITHDRAW) {
                withdrawn(command, what);
            }
            return;
        }
        switch (change.kind()) {
            case CARRY_OUT -> {
                promise(
                        !made.contains(Change.Kind.UNDO + " " + what),
                        "what was undone is not carried out again",
                        () -> what);
                promise(
                        change.content().equals(command.prepared().flatMap(Prepared::content)),
                        "what is committed was stored before",
                        () -> what);
            }
            case UNDO ->
                promise(
                        change.content().isEmpty()
                                || isApproved(command, change.content())
                                || isPausedBot(command, change.content())
                                || forgotten.clients().contains(command.client()),
                        "an undo brings back what was approved, or pauses what was there",
                        () -> what);
            case WITHDRAW ->
                promise(
                        Stage.ENDED.contains(command.stage())
                                || command.stage() == Stage.APPROVING
                                || isPausedBot(command, change.content())
                                || forgotten.clients().contains(command.client()),
                        "a file is withdrawn for a command that ended, and paused before that at the most",
                        () -> what + " is " + command.stage());
        }
    }

    private static RepositoryPath pathOf(Command command) {
        return command.concernsTheBot()
                ? RepositoryPath.ofBot(command.client())
                : RepositoryPath.ofBacktest(command.client(), command.id());
    }

    /** What no command asks for goes in the name of its client's first one, whatever that is. */
    private static boolean takesABotAway(Change change, Command command) {
        return change.kind() == Change.Kind.WITHDRAW
                && change.path().equals(RepositoryPath.ofBot(command.client()))
                && Stage.ENDED.contains(command.stage());
    }

    /** Whether it takes away the values of a backtest that an older copy of the store has yet to open again. */
    private boolean mayBeForgotten(Change change, Command command) {
        return forgotten.commands().contains(command.id())
                && command.order().isEmpty()
                && change.path().equals(RepositoryPath.ofBacktest(command.client(), command.id()));
    }

    private void withdrawn(Command command, String what) {
        boolean isOver = BacktestWatch.OVER.contains(command.stage())
                || command.orphanedFrom().filter(BacktestWatch.OVER::contains).isPresent();
        if (isOver) {
            coverage.count(Branch.BACKTEST_WITHDRAWN_AFTER_ITS_REFUND);
        }
        promise(
                isOver || world.database().outcomes().containsKey(command.id()) || commands.isReused(command.id()),
                "the values of a backtest are there until what came of it is stored",
                () -> what + " is " + command.stage());
    }

    private void reached(Change change, Command command) {
        if (change.path().backtestOf().isPresent()) {
            return;
        }
        switch (change.kind()) {
            case CARRY_OUT -> {}
            case UNDO ->
                coverage.count(change.content()
                        .map(file -> ValuesDocument.isPaused(file)
                                ? Branch.UNDONE_TO_A_PAUSED_BOT
                                : Branch.UNDONE_TO_THE_FORMER_BOT)
                        .orElse(Branch.UNDONE_TO_NOTHING));
            case WITHDRAW -> {
                if (change.content().isEmpty()) {
                    coverage.count(Branch.WITHDRAWN);
                } else if (command.stage() == Stage.UNDOING) {
                    coverage.count(Branch.PAUSED_ON_ITS_WAY);
                } else if (command.stage() == Stage.PROVISIONED) {
                    coverage.count(Branch.PAUSED_FIRST);
                }
            }
        }
    }

    /** Whether it is the bot of some start of this client as it was committed, but for coming up paused. */
    private boolean isPausedBot(Command undone, Optional<Bytes> content) {
        return world.database().stored().stream()
                .filter(other -> other.client().equals(undone.client()))
                .map(other -> other.prepared().flatMap(Prepared::content).map(ValuesDocument::paused))
                .anyMatch(content::equals);
    }

    private boolean isApproved(Command undone, Optional<Bytes> content) {
        return world.database().stored().stream()
                .filter(other ->
                        other.client().equals(undone.client()) && other.id().compareTo(undone.id()) < 0)
                .filter(other -> other.order().orElse(null) instanceof StartTrading)
                .filter(other -> other.evidence()
                        .filter(proof -> proof.decision() instanceof Decision.Approve)
                        .isPresent())
                .anyMatch(other -> other.prepared().flatMap(Prepared::content).equals(content));
    }
}
