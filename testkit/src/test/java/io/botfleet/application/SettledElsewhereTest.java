package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The chain's word on a fee against the verdict that is stored here: the chain's word is the one that counts. */
class SettledElsewhereTest {
    private static final Decision APPROVAL = new Decision.Approve();
    private static final Decision ROLLBACK = new Decision.Rollback(Reason.CAPACITY);

    private final Bench bench = new Bench();

    @Test
    void callsForSomebodyWhereTheChainApprovedWhatIsRolledBackHere() {
        bench.refuse(1);

        bench.settleElsewhere(1, APPROVAL);
        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).startsWith("somebody to look: the chain says APPROVED");
    }

    @Test
    void commitsNothingForWhatTheChainRolledBackInTheMeantime() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        readAndAdvance();
        bench.settleElsewhere(1, ROLLBACK);
        readAndAdvance();
        assertThat(stage()).isEqualTo(Stage.PROVISIONED);

        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.world.git().commits())
                .as("what was committed for its start")
                .noneMatch(
                        commit -> commit.changes().stream().anyMatch(change -> change.kind() == Change.Kind.CARRY_OUT));
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    /** As while nobody can write to Git. */
    private void readAndAdvance() {
        for (int second = 0; second < 10; second++) {
            bench.tick();
            bench.world.chain().mine();
            bench.ingest();
            bench.advance();
        }
    }

    @Test
    void undoesAnApprovalOnceTheRollbackThatTheChainShowsIsFinal() {
        approveOne();
        bench.settleElsewhere(1, ROLLBACK);
        bench.run(2);
        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(1).waitingOn()).hasValue("the rollback that the chain shows to become final");

        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.CAPACITY);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void undoesAnApprovalOnceTheClientsReclaimIsFinal() {
        approveOne();
        reclaim();
        bench.run(3);
        assertThat(stage()).isEqualTo(Stage.APPROVING);
        assertThat(bench.command(1).waitingOn()).hasValue("the reclaim to become final");

        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.RECLAIMED);
        assertThat(bench.world.git().tree()).isEmpty();
    }

    @Test
    void endsARefundThatTheClientTookByItself() {
        bench.refuse(1);
        reclaim();

        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.RECLAIMED);
    }

    @Test
    void refundsWhatWasUndoneForAReclaimThatLeftTheChainAgain() {
        bench.world.cluster().strategy("Slow", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("Slow"));
        bench.run(20);
        reclaim();
        bench.world.chain().mine(3);
        bench.run(1);
        assertThat(stage()).isEqualTo(Stage.RESTORING);
        assertThat(bench.command(1).ending().orElseThrow().end()).isEqualTo(Ending.End.RECLAIMED);

        bench.world.chain().drop(4, false);
        bench.run(10);

        assertThat(stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).ending().orElseThrow().detail()).contains("left the chain again");
    }

    @Test
    void undoesAnApprovalThatWasNeverMinedOnceNoneCanBe() {
        approveOne();
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(2)));
        bench.advance();
        assertThat(stage()).as("while nobody has read what was mined in time").isEqualTo(Stage.APPROVING);

        bench.run(20);
        bench.world.clock().advance(Duration.ofMinutes(10));
        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void refundsWhatTheChainRolledBackBeforeItWasItsTurn() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);

        bench.settleElsewhere(1, ROLLBACK);
        bench.world.chain().mine(2);
        bench.run(10);

        assertThat(stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(new InMemoryGitOpsRepository(bench.world).inventory()).isEmpty();
    }

    @Test
    void givesTheChainsReasonForARollbackThatWasMinedWhileItWasUndone() {
        bench.world.cluster().strategy("Slow", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("Slow"));
        bench.run(20);
        bench.world.clock().advance(Chain.WINDOW.multipliedBy(9).dividedBy(10));
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.TIMEOUT);

        bench.settleElsewhere(1, ROLLBACK);
        bench.world.chain().mine(3);
        bench.run(10);

        assertThat(stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(1).evidence().orElseThrow().decision()).isEqualTo(ROLLBACK);
    }

    @Test
    void refusesNothingWhoseFeeIsGoneBeforeItIsReadWhatBecameOfIt() {
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);

        bench.settleElsewhere(1, APPROVAL);
        bench.world.chain().mine();
        bench.tick();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("what became of its fee");

        bench.run(10);
        assertThat(stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void refusesNothingByAFeeThatOnlyAnotherPastStillHolds() {
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);
        bench.settleElsewhere(1, APPROVAL);

        Chain.Past past = bench.world.chain().rewrite(5);
        bench.tick();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).waitingOn()).hasValue("the chain to be read before anything is undone");

        bench.world.chain().comeBack(past);
        bench.run(10);
        assertThat(stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void refusesNothingWhileNobodyKnowsWhichPastIsTheRightOne() {
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.inbox.halt(bench.fence(Role.CHAIN_READER), "block 3 is another one");

        bench.tick();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).waitingOn()).hasValue("the chain to be read before anything is undone");

        bench.run(3);
        assertThat(stage()).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void undoesACommandToTheOneBeforeItThatTheChainHasApproved() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.submit(Bench.wallet(1), Platform.stop("now"));
        bench.world.chain().mine();
        bench.settleElsewhere(1, APPROVAL);
        bench.world.chain().mine(8);
        bench.ingest();
        bench.world.clock().advance(Chain.WINDOW.multipliedBy(9).dividedBy(10));
        while (bench.command(2).stage() != Stage.UNDOING || stage() != Stage.PROVISIONED) {
            bench.world.chain().mine();
            bench.ingest();
            bench.tick();
            bench.advance();
        }
        bench.run(20);

        assertThat(stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(new InMemoryGitOpsRepository(bench.world).inventory())
                .containsOnlyKeys(RepositoryPath.ofBot(bench.command(1).client()));
    }

    @Test
    void takesUpAnApprovedCommandOnceTheOneBeforeItIsOutOfItsWay() {
        bench.world.cluster().strategy("Slow", new Behaviour.NeverReady());
        bench.submit(Bench.wallet(1), Platform.start("Slow"));
        bench.run(20);
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine();
        bench.settleElsewhere(2, APPROVAL);
        bench.world.chain().mine(4);
        bench.ingest();
        bench.advance();
        bench.tick();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn()).hasValue("an older command of this client");

        bench.runAll(30);

        assertThat(stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void letsABotStayWhoseApprovalIsOnTheChainBeforeItsValuesAreCommitted() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(8);
        bench.ingest();
        bench.advance();
        bench.tick();
        bench.advance();
        assertThat(stage()).isEqualTo(Stage.PROVISIONED);

        bench.settleElsewhere(1, APPROVAL);
        bench.world.chain().mine(2);
        bench.ingest();
        bench.commit();

        assertThat(stage()).isEqualTo(Stage.CONFIRMED);
        bench.run(10);
        assertThat(stage()).isEqualTo(Stage.APPROVED);
    }

    private Stage stage() {
        return bench.command(1).stage();
    }

    /** A start whose approval is stored, and not sent. */
    private void approveOne() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(stage()).isEqualTo(Stage.APPROVING);
    }

    private void reclaim() {
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().reclaim(new CommandId(1));
    }
}
