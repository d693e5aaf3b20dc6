package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands.Saved;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.chain.Gwei;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.OnChain.Outcome;
import io.botfleet.domain.submission.Submission;
import io.botfleet.domain.submission.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link io.botfleet.application.command.Inbox} keeps to. */
public abstract class InboxContract extends StoreContract {
    @Test
    void knowsNothingAtFirst() {
        assertThat(stores().inbox().cursor()).isEmpty();
        assertThat(stores().inbox().earlier(1_000)).isEmpty();
        assertThat(stores().inbox().finalisedBlock()).isEmpty();
    }

    @Test
    void makesASubmissionAReceivedCommandThatIsDue() {
        Submission submission = Samples.submission(1, 1);

        Cursor cursor = receive(submission);

        Command command = find(1);
        assertThat(command.submission()).isEqualTo(submission);
        assertThat(command.stage()).isEqualTo(Stage.RECEIVED);
        assertThat(command.version()).isZero();
        assertThat(stores().inbox().cursor()).contains(cursor);
        assertThat(stores().commands().claim(ONE, ALL, 10, LONG)).hasSize(1);
    }

    @Test
    void keepsCommandsAndCursorWhenItIsOpenedAgain() {
        Cursor cursor = receive(Samples.submission(1, 1));

        assertThat(stores().reopened().inbox().cursor()).contains(cursor);
        assertThat(stores().reopened().commands().find(Samples.id(1))).isPresent();
    }

    @Test
    void refusesToExtendFromWhereTheCursorIsNot() {
        Fence fence = fence(Role.CHAIN_READER);
        List<ChainEvent> events = List.of(new ChainEvent.Submitted(Samples.submission(1, 1)));
        stores().inbox().extend(fence, Optional.empty(), Samples.cursor(1), events);

        assertThatThrownBy(() -> stores().inbox().extend(fence, Optional.empty(), Samples.cursor(1), events))
                .isInstanceOf(Conflict.class);
        Cursor elsewhere = new Cursor(new BlockRef(1, Samples.hash("another block")), Samples.GENESIS);
        assertThatThrownBy(() -> stores().inbox().extend(fence, Optional.of(elsewhere), Samples.cursor(2), List.of()))
                .isInstanceOf(Conflict.class);

        assertThat(stores().inbox().cursor()).contains(Samples.cursor(1));
        assertThat(stores().views().journal(Samples.id(1))).hasSize(1);
    }

    @Test
    void changesNothingWhenAnEventComesAgain() {
        receive(Samples.submission(1, 1));
        at(Samples.id(1), Stage.COMMITTED);
        Command before = find(1);

        receive(Samples.submission(1, 1));

        assertThat(find(1)).isEqualTo(before);
    }

    @Test
    void letsOneOfManyConcurrentReadersExtend() throws Exception {
        Fence fence = fence(Role.CHAIN_READER);

        List<Boolean> wins = atOnce(6, () -> {
            try {
                ChainEvent event = new ChainEvent.Submitted(Samples.submission(1, 1));
                stores().inbox().extend(fence, Optional.empty(), Samples.cursor(1), List.of(event));
                return true;
            } catch (Conflict somebodyElseWasFirst) {
                return false;
            }
        });

        assertThat(wins).containsOnlyOnce(true);
    }

    @Test
    void takesInAllEventsOrNone() {
        receive(Samples.submission(1, 1));
        Cursor before = stores().inbox().cursor().orElseThrow();

        assertThatThrownBy(() -> receive(Samples.submission(2, 2), Samples.submission(1, 3, "another", 3)))
                .isInstanceOf(Conflict.class);

        assertThat(stores().commands().find(Samples.id(2))).isEmpty();
        assertThat(stores().inbox().cursor()).contains(before);
    }

    @Test
    void refusesAFenceThatAnotherReplicaHasPassed() {
        Fence old = stores().leadership()
                .hold(Role.CHAIN_READER, ONE, Duration.ofMillis(1))
                .orElseThrow();
        stores().letPass(Duration.ofMillis(100));
        assertThat(stores().leadership().hold(Role.CHAIN_READER, TWO, LONG)).isPresent();

        assertRefused(old);
    }

    @Test
    void refusesAFenceThatNobodyWasGiven() {
        assertRefused(new Fence(Role.CHAIN_READER, 1));
        Fence given = fence(Role.CHAIN_READER);

        assertRefused(new Fence(Role.CHAIN_READER, given.epoch() + 1));
    }

    private void assertRefused(Fence fence) {
        assertThatThrownBy(() -> stores().inbox().extend(fence, Optional.empty(), Samples.cursor(1), List.of()))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> stores().inbox().rewind(fence, Samples.cursor(1)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> stores().inbox().finalised(fence, Samples.block(1)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> stores().inbox().halt(fence, "it sleeps")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> stores().inbox().sight(fence, List.of(Samples.submission(1, 1))))
                .isInstanceOf(Conflict.class);
        assertThat(stores().inbox().cursor()).isEmpty();
        assertThat(stores().inbox().finalisedBlock()).isEmpty();
        assertThat(stores().inbox().halted()).isEmpty();
        assertThat(stores().views().sightings()).isEmpty();
    }

    @Test
    void keepsASettlementAsTheCommandsFactAndWakesIt() {
        receive(Samples.submission(1, 1));
        Claim claim = stores().commands().claim(ONE, ALL, 1, LONG).getFirst();
        stores().commands().save(claim, claim.command(), LONG);

        OnChain fact = settle(1, Outcome.RECLAIMED, 5);

        assertThat(find(1).onChain()).contains(fact);
        assertThat(find(1).version()).as("a fact is no change of the command").isEqualTo(1);
        assertThat(stores().commands().claim(ONE, ALL, 1, LONG)).hasSize(1);
    }

    @Test
    void wakesACommandThatIsBeingWorkedOnAsSoonAsItsLeaseEnds() {
        receive(Samples.submission(1, 1));
        Claim claim = stores().commands().claim(ONE, ALL, 1, LONG).getFirst();
        settle(1, Outcome.RECLAIMED, 5);

        stores().commands().save(claim, claim.command().waiting("it did not see the fact"), LONG);

        assertThat(stores().commands().claim(ONE, ALL, 1, LONG)).hasSize(1);
    }

    @Test
    void marksSettlementsInFinalBlocksAsFinal() {
        receive(Samples.submission(1, 1), Samples.submission(2, 2));
        settle(1, Outcome.RECLAIMED, 5);
        settle(2, Outcome.RECLAIMED, 6);
        Fence fence = fence(Role.CHAIN_READER);

        stores().inbox().finalised(fence, Samples.block(5));

        assertThat(find(1).onChain().orElseThrow().finalised()).isTrue();
        assertThat(find(2).onChain().orElseThrow().finalised()).isFalse();
        assertThat(stores().inbox().finalisedBlock()).contains(Samples.block(5));
        stores().inbox().finalised(fence, Samples.block(3));
        assertThat(stores().inbox().finalisedBlock())
                .as("what was final stays so")
                .contains(Samples.block(5));
    }

    @Test
    void isHaltedUntilTheChainIsWhatItWas() {
        Fence fence = fence(Role.CHAIN_READER);
        assertThat(stores().inbox().halted()).isEmpty();

        stores().inbox().halt(fence, "block 7 is another one");
        assertThat(stores().reopened().inbox().halted()).contains("block 7 is another one");

        stores().inbox().finalised(fence, Samples.block(3));
        assertThat(stores().inbox().halted()).isEmpty();
    }

    @Test
    void staysHaltedUntilTheNodeHasAsMuchAsWasFinal() {
        Fence fence = fence(Role.CHAIN_READER);
        stores().inbox().finalised(fence, Samples.block(7));
        stores().inbox().halt(fence, "block 7 is another one");

        stores().inbox().finalised(fence, Samples.block(6));
        assertThat(stores().inbox().halted()).isPresent();
        stores().inbox().finalised(fence, Samples.block(7));
        assertThat(stores().inbox().halted()).isEmpty();
    }

    @Test
    void wakesWhatWaitedForFinality() {
        receive(
                Samples.submission(1, 1, "settled", 1),
                Samples.submission(2, 2, "settled later", 1),
                Samples.submission(3, 3, "sealed", 4),
                Samples.submission(4, 4, "sealed later", 7),
                Samples.submission(5, 5, "opened", 4),
                Samples.submission(6, 6, "ended", 1),
                Samples.submission(7, 3, "behind a sealed one", 4));
        for (long id : List.of(1L, 2L, 6L)) {
            settle(id, Outcome.RECLAIMED, id == 2 ? 9 : 8);
        }
        at(Samples.id(5), Stage.QUEUED);
        at(Samples.id(6), Stage.RECLAIMED);
        stores().hurry();
        stores().commands().claim(ONE, ALL, 10, LONG).forEach(claim -> stores().commands()
                .save(claim, claim.command(), LONG));
        Fence fence = fence(Role.CHAIN_READER);

        stores().inbox().finalised(fence, Samples.block(4));
        assertThat(due()).containsExactlyInAnyOrder(1L, 2L, 3L);
        stores().inbox().finalised(fence, Samples.block(8));
        assertThat(due()).containsExactlyInAnyOrder(1L, 4L);
        stores().inbox().finalised(fence, Samples.block(8));
        assertThat(due()).isEmpty();
    }

    /** What is due, each put off again. */
    private List<Long> due() {
        List<Claim> claims = stores().commands().claim(ONE, ALL, 10, LONG);
        claims.forEach(claim -> stores().commands().save(claim, claim.command(), LONG));
        return claims.stream().map(claim -> claim.command().id().number()).toList();
    }

    @Test
    void givesEarlierCursorsNewestFirst() {
        for (int block = 1; block <= 5; block++) {
            take(List.of());
        }

        assertThat(stores().inbox().earlier(3))
                .containsExactly(Samples.cursor(3), Samples.cursor(2), Samples.cursor(1));
    }

    @Test
    void goesBackToAnAncestorAndOnFromThere() {
        receive(Samples.submission(1, 1, "kept", 1));
        receive(Samples.submission(2, 2, "lost", 3));

        rewindTo(2);

        assertThat(stores().inbox().cursor()).contains(Samples.cursor(2));
        assertThat(stores().inbox().earlier(10)).containsExactly(Samples.cursor(2), Samples.cursor(1));
        assertThat(find(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(find(2).stage()).isEqualTo(Stage.ORPHANED);
        assertThat(find(2).orphanedFrom()).contains(Stage.RECEIVED);
        assertThat(find(2).version()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"APPROVED", "ROLLED_BACK"})
    void opensAgainWhatALostBlockHadSettled(Stage stage) {
        receive(Samples.submission(1, 1));
        settle(1, stage == Stage.APPROVED ? Outcome.APPROVED : Outcome.ROLLED_BACK, 5);
        at(Samples.id(1), stage);

        rewindTo(4);

        assertThat(find(1).stage()).isEqualTo(stage == Stage.APPROVED ? Stage.APPROVING : Stage.REFUNDING);
        assertThat(find(1).onChain()).isEmpty();
        assertThat(stores().commands().claim(ONE, ALL, 1, LONG)).hasSize(1);
    }

    @Test
    void leavesWhatAKeptBlockSettled() {
        receive(Samples.submission(1, 1));
        OnChain fact = settle(1, Outcome.APPROVED, 3);
        Command before = at(Samples.id(1), Stage.APPROVED);

        rewindTo(3);

        assertThat(find(1)).isEqualTo(before);
        assertThat(find(1).onChain()).contains(fact);
    }

    @Test
    void freezesACommandThatALostBlockBroughtAndSettled() {
        receive(Samples.submission(1, 1, "lost", 3));
        settle(1, Outcome.APPROVED, 5);
        at(Samples.id(1), Stage.APPROVED);

        rewindTo(2);

        assertThat(find(1).stage()).isEqualTo(Stage.ORPHANED);
        assertThat(find(1).orphanedFrom()).contains(Stage.APPROVING);
    }

    @Test
    void takesACommandFromWhoeverWorksOnItWhenItsBlockIsLost() {
        receive(Samples.submission(1, 1, "lost", 3));
        Claim claim = stores().commands().claim(ONE, ALL, 1, LONG).getFirst();

        rewindTo(2);

        assertThat(stores().commands().save(claim, claim.command().waiting("unaware"), Duration.ZERO))
                .isEqualTo(Saved.CONFLICT);
        assertThat(find(1).stage()).isEqualTo(Stage.ORPHANED);
    }

    @Test
    void takesACommandFromWhoeverIsEndingItOnTheStrengthOfALostSettlement() {
        receive(Samples.submission(1, 1));
        settle(1, Outcome.APPROVED, 5);
        at(Samples.id(1), Stage.APPROVING);
        Claim claim = stores().commands().claim(ONE, ALL, 1, LONG).getFirst();

        rewindTo(4);

        assertThat(stores().commands().save(claim, claim.command().settled(stores().now()), Duration.ZERO))
                .isEqualTo(Saved.CONFLICT);
        assertThat(find(1).stage()).isEqualTo(Stage.APPROVING);
    }

    @Test
    void goesOnWithAnOrphanThatIsMinedAgain() {
        receive(Samples.submission(1, 1, "lost", 3));
        at(Samples.id(1), Stage.COMMITTED);
        rewindTo(2);
        Submission again = Samples.submission(1, 1, "lost", 4);

        receive(again);

        assertThat(find(1).stage()).isEqualTo(Stage.COMMITTED);
        assertThat(find(1).submission()).isEqualTo(again);
        assertThat(find(1).orphanedFrom()).isEmpty();
    }

    @Test
    void believesTheNewBlockInEverythingThatItSaysOfACommand() {
        Submission before = Samples.submission(1, 1, "lost", 3);
        receive(before);
        rewindTo(2);
        Submission other = Samples.submission(1, 2, "lost", 4);
        Submission again = new Submission(
                before.id(),
                before.client(),
                before.sender(),
                new Gwei(before.fee().amount() + 1),
                other.submittedAt(),
                other.deadline(),
                new Tag(before.tag().value() + 1),
                before.envelope(),
                other.transaction(),
                other.block());

        receive(again);

        assertThat(find(1).submission()).isEqualTo(again);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"UNDOING", "RESTORING", "VANISHED", "RECLAIMED"})
    void followsACommandToItsNewBlockWhateverBecomesOfIt(Stage stage) {
        receive(Samples.submission(1, 1, "lost", 3));
        at(Samples.id(1), stage);
        rewindTo(2);
        assertThat(find(1).stage()).isEqualTo(stage);
        Submission again = Samples.submission(1, 1, "lost", 4);

        receive(again);

        assertThat(find(1).stage()).isEqualTo(stage);
        assertThat(find(1).submission()).isEqualTo(again);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"RECEIVED", "COMMITTED", "APPROVING", "REFUNDING"})
    void undoesACommandWhoseNumberAnotherOneHas(Stage stage) {
        receive(Samples.submission(1, 1, "lost", 3));
        at(Samples.id(1), stage);
        rewindTo(2);
        Cursor before = stores().inbox().cursor().orElseThrow();

        assertThatThrownBy(() -> receive(Samples.submission(1, 1, "another", 3)))
                .isInstanceOf(Conflict.class);

        assertThat(find(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(find(1).ending().orElseThrow().end()).isEqualTo(Ending.End.VANISHED);
        assertThat(stores().inbox().cursor()).contains(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"UNDOING", "RESTORING"})
    void waitsForACommandThatIsBeingUndoneAnyway(Stage stage) {
        receive(Samples.submission(1, 1, "lost", 3));
        at(Samples.id(1), stage);
        rewindTo(2);
        Command before = find(1);

        assertThatThrownBy(() -> receive(Samples.submission(1, 1, "another", 3)))
                .isInstanceOf(Conflict.class);

        assertThat(find(1)).isEqualTo(before);
    }

    @Test
    void undoesNothingOnTheStrengthOfABlockThatContradictsTheChainAsItIs() {
        receive(Samples.submission(1, 1));
        Command before = find(1);

        assertThatThrownBy(() -> receive(Samples.submission(1, 1, "another", 3)))
                .isInstanceOf(Conflict.class);

        assertThat(find(1)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"VANISHED", "RECLAIMED"})
    void givesANumberToAnotherCommandOnceNothingIsLeftOfTheFormer(Stage stage) {
        receive(Samples.submission(1, 1, "lost", 3));
        at(Samples.id(1), stage);
        rewindTo(2);
        long version = find(1).version();
        Submission another = Samples.submission(1, 2, "another", 4);

        receive(another);

        assertThat(find(1)).isEqualTo(Command.received(another, find(1).since()).version(version + 1));
        assertThat(stores().commands().claim(ONE, ALL, 10, LONG))
                .singleElement()
                .satisfies(claim -> assertThat(claim.command()).isEqualTo(find(1)));
        assertThat(stores().reopened().commands().find(Samples.id(1))).contains(find(1));
    }

    @Test
    void takesTheSameEnvelopeOfAnotherClientForAnotherCommand() {
        receive(Samples.submission(1, 1, "lost", 3));
        rewindTo(2);

        assertThatThrownBy(() -> receive(Samples.submission(1, 2, "lost", 4))).isInstanceOf(Conflict.class);

        assertThat(find(1).stage()).isEqualTo(Stage.UNDOING);
    }

    @Test
    void repeatsARewindWithoutHarm() {
        receive(Samples.submission(1, 1, "lost", 3));
        rewindTo(2);
        Command before = find(1);

        rewindTo(2);

        assertThat(find(1)).isEqualTo(before);
    }

    @Test
    void showsTheNewestSightingsOnly() {
        Fence fence = fence(Role.CHAIN_READER);
        stores().inbox().sight(fence, List.of(Samples.submission(1, 1), Samples.submission(2, 2)));
        stores().inbox().sight(fence, List.of(Samples.submission(2, 2), Samples.submission(3, 3)));

        assertThat(stores().views().sightings()).containsExactly(Samples.submission(2, 2), Samples.submission(3, 3));
        assertThat(stores().commands().find(Samples.id(2)))
                .as("seen is not received")
                .isEmpty();
    }

    @Test
    void isUnavailableWhileTheStoreIsDown() {
        Stores down = stores().down();
        Fence fence = fence(Role.CHAIN_READER);

        assertThatThrownBy(() -> down.inbox().cursor()).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> down.inbox().extend(fence, Optional.empty(), Samples.cursor(1), List.of()))
                .isInstanceOf(Unavailable.class);
    }

    private Command find(long id) {
        return stores().commands().find(Samples.id(id)).orElseThrow();
    }

    private OnChain settle(long id, Outcome outcome, long block) {
        OnChain fact = Samples.fact(outcome, block);
        take(List.of(new ChainEvent.Settled(Samples.id(id), fact)));
        return fact;
    }

    private void rewindTo(long block) {
        stores().inbox().rewind(fence(Role.CHAIN_READER), Samples.cursor(block));
    }
}
