package io.botfleet.domain.command;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.document.Wording;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.Optional;

/**
 * One command and every link of its chain so far.
 *
 * <p>Each move returns the next command and goes through {@link Stage#mayBecome}; an illegal one throws
 * {@link IllegalStateException}, since it is a mistake in this program. {@code onChain} is a fact that the chain's
 * reader keeps: no move changes it.
 *
 * @param since when this stage was entered
 * @param version counts the saves, so that of two writers one loses
 * @param waitingOn what the last look found missing, for {@code explain}
 * @param stuck why no look goes well that would bring it on; empty where the last one that could tell went well
 * @param orphanedFrom the stage to go on from when an orphaned command comes back
 */
public record Command(
        Submission submission,
        Stage stage,
        Instant since,
        long version,
        Optional<Accepted> accepted,
        Optional<Prepared> prepared,
        Optional<CommitId> commit,
        Execution execution,
        Optional<Ending> ending,
        Optional<CommitId> undoCommit,
        Optional<Evidence> evidence,
        Optional<String> waitingOn,
        Optional<Stuck> stuck,
        Optional<Stage> orphanedFrom,
        Optional<OnChain> onChain) {
    private static final int LONGEST_WAIT = 2_000;

    public static Command received(Submission submission, Instant now) {
        return new Command(
                submission,
                Stage.RECEIVED,
                now,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Execution.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public CommandId id() {
        return submission.id();
    }

    public ClientId client() {
        return submission.client();
    }

    public Optional<Order> order() {
        return accepted.map(Accepted::order);
    }

    /** Whether it has its turn in its client's {@link Lane}; a sealed one has, since nobody knows yet what it asks for. */
    public boolean concernsTheBot() {
        return order().map(Order::concernsTheBot).orElse(true);
    }

    /** Whether this is a stop that lets the bot stay, paused, because it held positions. */
    public boolean leavesABot() {
        return order().orElse(null) instanceof StopTrading stop
                && stop.mode() == StopMode.DRAIN
                && execution.openTrades().orElse(0) > 0;
    }

    public Command queued(Accepted found, Instant now) {
        require(stage == Stage.RECEIVED, "it was opened before " + stage);
        return to(Stage.QUEUED, now).accepted(found).command();
    }

    public Command provisioned(Prepared change, Instant now) {
        return to(Stage.PROVISIONED, now).prepared(change).command();
    }

    /**
     * Whether what it has prepared is not yet what it asks for: the bot that is to make way comes up paused first, wherever it
     * starts again.
     */
    public boolean pausesFirst() {
        return !leavesABot()
                && prepared.flatMap(Prepared::content)
                        .filter(ValuesDocument::isPaused)
                        .isPresent();
    }

    /** Back to preparing: what it had prepared is done, or holds no more. */
    public Command preparingAnew(Instant now) {
        require(stage == Stage.PROVISIONED, "it has prepared nothing in " + stage);
        return to(Stage.QUEUED, now).unprepared().command();
    }

    public Command committed(CommitId made, Instant now) {
        return to(Stage.COMMITTED, now).commit(made).command();
    }

    public Command deployed(Execution seen, Instant now) {
        return to(Stage.DEPLOYED, now).execution(seen).command();
    }

    public Command confirmed(Execution seen, Instant now) {
        return to(Stage.CONFIRMED, now).execution(seen).command();
    }

    /** The verdict to approve, with the document that proves it. */
    public Command approving(Evidence proof, Instant now) {
        require(proof.decision() instanceof Decision.Approve, "an approval needs evidence for an approval");
        return to(Stage.APPROVING, now).evidence(proof).command();
    }

    public Command undoing(Ending why, Instant now) {
        return to(Stage.UNDOING, now).ending(why).command();
    }

    public Command restoring(CommitId made, Instant now) {
        return to(Stage.RESTORING, now).undoCommit(made).command();
    }

    /** The verdict to roll back, with the document that says why; {@code why} is kept from an undoing before. */
    public Command refunding(Ending why, Evidence proof, Instant now) {
        require(proof.decision() instanceof Decision.Rollback, "a refund needs evidence for a rollback");
        require(why.end() == Ending.End.REFUND, "a refund is not what this ending asks for");
        return to(Stage.REFUNDING, now).ending(why).evidence(proof).command();
    }

    /** Whether the chain says that the fee came to this end. */
    public boolean isOnChainAs(OnChain.Outcome outcome) {
        return onChain.filter(fact -> fact.outcome() == outcome).isPresent();
    }

    /** The end that the chain reports for this command's fee. */
    public Command settled(Instant now) {
        OnChain fact = onChain.orElseThrow(() -> new IllegalStateException("command " + id() + " is not settled"));
        return switch (fact.outcome()) {
            case APPROVED -> to(Stage.APPROVED, now).command();
            case ROLLED_BACK -> to(Stage.ROLLED_BACK, now).command();
            case RECLAIMED -> to(Stage.RECLAIMED, now).command();
        };
    }

    /** Back to waiting for the chain: the block that settled it was reorganised away. */
    public Command reopened(Instant now) {
        require(stage == Stage.APPROVED || stage == Stage.ROLLED_BACK, "nothing to reopen in " + stage);
        return move(stage == Stage.APPROVED ? Stage.APPROVING : Stage.REFUNDING, now)
                .command();
    }

    /** Its transaction left the chain for good, and what it had deployed is undone. */
    public Command vanished(Instant now) {
        require(ending.map(Ending::end).equals(Optional.of(Ending.End.VANISHED)), "it did not vanish");
        return to(Stage.VANISHED, now).command();
    }

    public Command orphaned(Instant now) {
        return to(Stage.ORPHANED, now).orphanedFrom(stage).command();
    }

    /**
     * On its way out: another command has its number, so that it can't come back under it. What it did is undone, and a
     * verdict that was not settled is none.
     */
    public Command displaced(Instant now) {
        Command orphan = stage == Stage.ORPHANED ? this : orphaned(now);
        String detail = "another command has its number on the chain as it is now";
        return orphan.undoing(new Ending(Reason.EXPIRED, detail, Ending.End.VANISHED), now);
    }

    /** Another command under the number of this one, of which nothing is left. */
    public Command succeededBy(Submission another, Instant now) {
        require(stage == Stage.VANISHED || stage == Stage.RECLAIMED, "it still has its number in " + stage);
        require(id().equals(another.id()) && !submission.sameCommandAs(another), "that is no other command");
        return received(another, now).version(version);
    }

    /** The same command, mined again in another block: it goes on where it was. */
    public Command rebound(Submission again, Instant now) {
        require(submission.sameCommandAs(again), "another command can't take this one's place");
        Stage back = orphanedFrom.orElseThrow(() -> new IllegalStateException("command " + id() + " is no orphan"));
        return move(back, now).submission(again).command();
    }

    /** The same command and stage, now that its transaction is in another block than before. */
    public Command minedAgain(Submission again) {
        require(submission.sameCommandAs(again), "another command can't take this one's place");
        return new Draft(this).submission(again).command();
    }

    /** The same stage, with what the last look found missing. */
    public Command waiting(String on) {
        return new Draft(this).waitingOn(Wording.clean(on, LONGEST_WAIT)).command();
    }

    /** The same stage, where it can't go on before somebody does something; stuck as long as it was already. */
    public Command stuck(Stuck.By by, String on, Instant now) {
        Instant first = stuck.map(Stuck::since).orElse(now);
        return new Draft(waiting(on)).stuck(Optional.of(new Stuck(by, first))).command();
    }

    /** The same stage, where nothing is known that does not pass by itself. */
    public Command unstuck() {
        return stuck.isEmpty() ? this : new Draft(this).stuck(Optional.empty()).command();
    }

    /** The same stage, with more seen. */
    public Command seen(Execution more) {
        return new Draft(this).execution(more).command();
    }

    /** Since when, in this stage, a bot that is to make way does not tell what it holds; empty where it was not asked. */
    public Optional<Instant> askedInVainSince() {
        return execution.askedAt();
    }

    /** The same stage, in which a bot that is to make way has not told what it holds. */
    public Command askedInVain(Instant now) {
        return askedInVainSince().isPresent() ? this : seen(execution.askedInVain(now));
    }

    /** The same command with the chain's word on its fee; only what reads the chain calls this. */
    public Command onChain(Optional<OnChain> fact) {
        return new Draft(this).onChain(fact).command();
    }

    /** The same command as stored for the {@code saved}-th time; only stores call this. */
    public Command version(long saved) {
        return new Draft(this).version(saved).command();
    }

    /** This command's part of a settlement; throws {@link IllegalStateException} before there is a verdict. */
    public Entry settlementEntry() {
        Evidence proof = evidence.orElseThrow(() -> new IllegalStateException("command " + id() + " has no verdict"));
        return new Entry(id(), submission.tag(), proof.decision(), proof.digest());
    }

    private Draft to(Stage next, Instant now) {
        // The table lets an orphan go on where it was, and a settled command wait again: only rebound and reopened do
        // that, so that a verdict that was signed is never replaced.
        require(
                !Stage.ENDED.contains(stage) && (stage != Stage.ORPHANED || next == Stage.UNDOING),
                "a command can't simply go on from " + stage + " to " + next);
        return move(next, now);
    }

    private Draft move(Stage next, Instant now) {
        require(stage.mayBecome(next), "a command can't go from " + stage + " to " + next);
        return new Draft(this).stage(next, now);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("command " + id() + ": " + otherwise);
        }
    }
}
