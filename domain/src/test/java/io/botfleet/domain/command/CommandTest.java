package io.botfleet.domain.command;

import static io.botfleet.domain.Examples.COMMIT;
import static io.botfleet.domain.Examples.LATER;
import static io.botfleet.domain.Examples.START;
import static io.botfleet.domain.Examples.UNDO_COMMIT;
import static io.botfleet.domain.Examples.accepted;
import static io.botfleet.domain.Examples.evidence;
import static io.botfleet.domain.Examples.execution;
import static io.botfleet.domain.Examples.hash;
import static io.botfleet.domain.Examples.queued;
import static io.botfleet.domain.Examples.received;
import static io.botfleet.domain.Examples.standingIn;
import static io.botfleet.domain.Examples.submission;
import static io.botfleet.domain.Examples.tradeValues;
import static io.botfleet.domain.command.Stage.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.botfleet.domain.Examples;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StopMode;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.Submission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandTest {
    @Test
    void isStuckSinceTheFirstTimeUntilItIsNotOrMoves() {
        Command once = received(1).stuck(Stuck.By.PERMANENT, "a key", LATER);
        Command again = once.stuck(Stuck.By.MISTAKE, "another", LATER.plusSeconds(60));

        assertThat(again.stuck()).hasValue(new Stuck(Stuck.By.MISTAKE, LATER));
        assertThat(again.waitingOn()).hasValue("another");
        assertThat(again.waiting("a part that is away").stuck()).isEqualTo(again.stuck());
        assertThat(again.unstuck().stuck()).isEmpty();
        assertThat(again.unstuck().waitingOn()).hasValue("another");
        assertThat(again.queued(accepted(1, START), LATER).stuck()).isEmpty();
    }

    private static final Evidence APPROVAL = evidence(new Decision.Approve());
    private static final Evidence REFUSAL = evidence(new Decision.Rollback(Reason.TIMEOUT));
    private static final Ending REFUND = Ending.refund(Reason.TIMEOUT, "no proof");
    private static final Ending GONE = new Ending(Reason.EXPIRED, "left the chain", Ending.End.VANISHED);

    /** One move, the stages it may start from, and where it leads. */
    private record Move(String name, UnaryOperator<Command> move, Set<Stage> from, Function<Stage, Stage> to) {
        Move(String name, UnaryOperator<Command> move, Set<Stage> from, Stage to) {
            this(name, move, from, _ -> to);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Move> MOVES = List.of(
            new Move("queued", c -> c.queued(accepted(1, START), LATER), EnumSet.of(RECEIVED), QUEUED),
            new Move("provisioned", c -> c.provisioned(tradeValues(1), LATER), EnumSet.of(QUEUED), PROVISIONED),
            new Move("preparing anew", c -> c.preparingAnew(LATER), EnumSet.of(PROVISIONED), QUEUED),
            new Move("committed", c -> c.committed(COMMIT, LATER), EnumSet.of(PROVISIONED), COMMITTED),
            new Move("deployed", c -> c.deployed(execution(1), LATER), EnumSet.of(COMMITTED), DEPLOYED),
            new Move(
                    "confirmed",
                    c -> c.confirmed(execution(1), LATER),
                    EnumSet.of(PROVISIONED, COMMITTED, DEPLOYED),
                    CONFIRMED),
            new Move("approving", c -> c.approving(APPROVAL, LATER), EnumSet.of(CONFIRMED), APPROVING),
            new Move(
                    "undoing",
                    c -> c.undoing(REFUND, LATER),
                    EnumSet.of(RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED, APPROVING, ORPHANED),
                    UNDOING),
            new Move("restoring", c -> c.restoring(UNDO_COMMIT, LATER), EnumSet.of(UNDOING), RESTORING),
            new Move(
                    "refunding",
                    c -> c.refunding(REFUND, REFUSAL, LATER),
                    EnumSet.of(RECEIVED, QUEUED, UNDOING, RESTORING),
                    REFUNDING),
            new Move(
                    "settled by an approval",
                    c -> c.onChain(onChain(OnChain.Outcome.APPROVED)).settled(LATER),
                    EnumSet.of(APPROVING),
                    APPROVED),
            new Move(
                    "settled by a rollback",
                    c -> c.onChain(onChain(OnChain.Outcome.ROLLED_BACK)).settled(LATER),
                    EnumSet.of(REFUNDING),
                    ROLLED_BACK),
            new Move(
                    "settled by a reclaim",
                    c -> c.onChain(onChain(OnChain.Outcome.RECLAIMED)).settled(LATER),
                    EnumSet.of(RECEIVED, QUEUED, UNDOING, RESTORING, REFUNDING),
                    RECLAIMED),
            new Move(
                    "reopened",
                    c -> c.reopened(LATER),
                    EnumSet.of(APPROVED, ROLLED_BACK),
                    from -> from == APPROVED ? APPROVING : REFUNDING),
            new Move("vanished", c -> ending(c, GONE).vanished(LATER), EnumSet.of(UNDOING, RESTORING), VANISHED),
            new Move(
                    "orphaned",
                    c -> c.orphaned(LATER),
                    EnumSet.of(RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, CONFIRMED, APPROVING, REFUNDING),
                    ORPHANED),
            new Move("rebound", c -> c.rebound(submission(1), LATER), EnumSet.of(ORPHANED), QUEUED));

    static Stream<Move> moves() {
        return MOVES.stream();
    }

    @ParameterizedTest
    @MethodSource("moves")
    void movesFromTheStagesThatAllowItOnly(Move move) {
        for (Stage from : Stage.values()) {
            Command before = standingIn(from, received(1));
            if (move.from.contains(from)) {
                Command after = move.move.apply(before);
                assertThat(after.stage()).as("%s, from %s", move, from).isEqualTo(move.to.apply(from));
                assertThat(after.since()).isEqualTo(LATER);
                assertThat(after.version()).as("only a store counts versions").isEqualTo(before.version());
            } else {
                assertThatIllegalStateException()
                        .as("%s, from %s", move, from)
                        .isThrownBy(() -> move.move.apply(before))
                        .withMessageContaining("command 1");
            }
        }
    }

    @Test
    void usesEveryTransitionOfTheTable() {
        List<String> used = new ArrayList<>();
        for (Move move : MOVES) {
            move.from.forEach(from -> used.add(from + " → " + move.to.apply(from)));
        }
        for (Stage back : Stage.values()) {
            if (back.mayBecome(ORPHANED)) {
                used.add(ORPHANED + " → " + back);
            }
        }
        List<String> allowed = Arrays.stream(Stage.values())
                .flatMap(from ->
                        Arrays.stream(Stage.values()).filter(from::mayBecome).map(to -> from + " → " + to))
                .toList();

        assertThat(used).containsAll(allowed);
        assertThat(allowed).containsAll(used);
    }

    @Test
    void namesBothStagesOfAnIllegalMove() {
        assertThatIllegalStateException()
                .isThrownBy(() -> received(1).committed(COMMIT, LATER))
                .withMessageContaining("RECEIVED")
                .withMessageContaining("COMMITTED");
    }

    @Test
    void goesOnWhereItWasWhenItsTransactionComesBack() {
        Command orphan = queued(1, START).provisioned(tradeValues(1), LATER).orphaned(LATER);
        Submission again = minedAgain(new BlockRef(900, hash(900)));

        Command back = orphan.rebound(again, LATER);

        assertThat(back.stage()).isEqualTo(PROVISIONED);
        assertThat(back.submission()).isEqualTo(again);
        assertThat(back.prepared()).isEqualTo(orphan.prepared());
        assertThat(back.orphanedFrom()).isEmpty();
    }

    @Test
    void givesItsPlaceToNoOtherCommand() {
        Command orphan = queued(1, START).orphaned(LATER);

        assertThatIllegalStateException().isThrownBy(() -> orphan.rebound(submission(2), LATER));
    }

    @Test
    void approvesWithEvidenceForAnApprovalOnly() {
        Command confirmed = standingIn(CONFIRMED, received(1));

        assertThatIllegalStateException().isThrownBy(() -> confirmed.approving(REFUSAL, LATER));
    }

    @Test
    void refundsWithEvidenceForARollbackOnly() {
        assertThatIllegalStateException().isThrownBy(() -> received(1).refunding(REFUND, APPROVAL, LATER));
    }

    @Test
    void refundsNothingThatVanished() {
        Command undoing = standingIn(UNDOING, received(1));

        assertThatIllegalStateException().isThrownBy(() -> undoing.refunding(GONE, REFUSAL, LATER));
    }

    @Test
    void isSettledByTheChainsWordOnly() {
        assertThatIllegalStateException()
                .isThrownBy(() -> standingIn(APPROVING, received(1)).settled(LATER))
                .withMessageContaining("not settled");
    }

    @Test
    void hasNothingToSettleBeforeItsVerdict() {
        assertThatIllegalStateException().isThrownBy(() -> received(1).settlementEntry());
    }

    @Test
    void settlesUnderItsTagWithItsDigest() {
        Command approving = standingIn(CONFIRMED, received(1)).approving(APPROVAL, LATER);

        assertThat(approving.settlementEntry())
                .isEqualTo(new Entry(
                        approving.id(), approving.submission().tag(), new Decision.Approve(), APPROVAL.digest()));
    }

    @Test
    void forgetsWhatItWaitedOnOnceItMoves() {
        Command waiting = queued(1, START).waiting("its turn");

        assertThat(waiting.waitingOn()).contains("its turn");
        assertThat(waiting.stage()).isEqualTo(QUEUED);
        assertThat(waiting.provisioned(tradeValues(1), LATER).waitingOn()).isEmpty();
    }

    @Test
    void keepsEveryLinkOfItsChainToTheEnd() {
        Command approved = queued(1, START)
                .provisioned(tradeValues(1), LATER)
                .committed(COMMIT, LATER)
                .deployed(Execution.NONE.deployed(COMMIT, Examples.pod(1)), LATER)
                .confirmed(execution(1), LATER)
                .approving(APPROVAL, LATER)
                .onChain(onChain(OnChain.Outcome.APPROVED))
                .settled(LATER);

        assertThat(approved.stage()).isEqualTo(APPROVED);
        assertThat(approved.accepted()).contains(accepted(1, START));
        assertThat(approved.prepared()).contains(tradeValues(1));
        assertThat(approved.commit()).contains(COMMIT);
        assertThat(approved.execution()).isEqualTo(execution(1));
        assertThat(approved.evidence()).contains(APPROVAL);
    }

    @Test
    void pausesTheBotThatIsToMakeWayBeforeItPreparesWhatItAsksFor() {
        Command provisioned = queued(1, START).provisioned(tradeValues(1), LATER);
        assertThat(provisioned.pausesFirst()).isFalse();
        Command pausing = pausing(provisioned);

        assertThat(pausing.pausesFirst()).isTrue();
        assertThat(pausing.preparingAnew(LATER).prepared()).isEmpty();
        assertThat(pausing.preparingAnew(LATER).accepted()).isEqualTo(provisioned.accepted());
    }

    @Test
    void asksForNothingElseThanAPauseWhereItLeavesABot() {
        Command drain = queued(1, new StopTrading(StopMode.DRAIN)).provisioned(tradeValues(1), LATER);
        Command holding = pausing(drain).seen(Execution.NONE.holding(1));

        assertThat(pausing(drain).pausesFirst()).isTrue();
        assertThat(holding.leavesABot()).isTrue();
        assertThat(holding.pausesFirst()).isFalse();
    }

    private static Submission minedAgain(BlockRef block) {
        Submission first = submission(1);
        return new Submission(
                first.id(),
                first.client(),
                first.sender(),
                first.fee(),
                first.submittedAt(),
                first.deadline(),
                first.tag(),
                first.envelope(),
                first.transaction(),
                block);
    }

    private static Command pausing(Command command) {
        Prepared.Values values = tradeValues(1);
        Prepared paused = new Prepared.Values(values.path(), ValuesDocument.paused(values.yaml()), values.digest());
        return new Draft(command).prepared(paused).command();
    }

    private static Command ending(Command command, Ending ending) {
        return new Draft(command).ending(ending).command();
    }

    private static Optional<OnChain> onChain(OnChain.Outcome outcome) {
        return Optional.of(new OnChain(outcome, 0, hash(0), hash(5), new BlockRef(200, hash(200)), LATER, false));
    }
}
