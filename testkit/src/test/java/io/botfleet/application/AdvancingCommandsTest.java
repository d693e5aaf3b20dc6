package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.Backlog;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdvancingCommandsTest {
    private final Bench bench = new Bench();

    @Test
    void letsACommandThatItCannotHandleKeepNobodyWaiting() {
        Envelopes broken = (envelope, binding) -> {
            if (binding.sender().equals(Bench.wallet(1))) {
                throw new IllegalStateException("a mistake");
            }
            return bench.envelopes.open(envelope, binding);
        };
        receiveFrom(2);
        AdvancingCommands advancing = bench.advancing(broken, Platform.POLICY);

        assertThatIllegalStateException()
                .isThrownBy(() -> advancing.advance(Bench.REPLICA, 100, Bench.LEASE))
                .withMessage("command=1 client=cliente-001 stage=RECEIVED: a mistake");

        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
        assertThat(bench.command(1).waitingOn().orElseThrow()).contains("mistake in the platform");
    }

    @Test
    void saysWhichPartACommandWaitsFor() {
        receiveFrom(1);
        bench.advance();
        bench.world.stop(World.Part.CLUSTER);

        bench.tick();
        bench.advance();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).waitingOn()).hasValue("CLUSTER is stopped");
    }

    @Test
    void tellsWhichCommandIsStuckAndSinceWhen() {
        receiveFrom(2);
        AdvancingCommands advancing = bench.advancing(
                (_, binding) -> {
                    throw failure(binding.sender().equals(Bench.wallet(1)));
                },
                Platform.POLICY);
        Instant since = bench.world.clock().instant();
        assertThatIllegalStateException().isThrownBy(() -> advancing.advance(Bench.REPLICA, 100, Bench.LEASE));
        bench.world.clock().advance(Duration.ofMinutes(2));
        assertThatIllegalStateException().isThrownBy(() -> advancing.advance(Bench.REPLICA, 100, Bench.LEASE));

        Backlog backlog = bench.commands.backlog();
        assertThat(backlog.stuck()).isEqualTo(Map.of(Stuck.By.PERMANENT, 1L, Stuck.By.MISTAKE, 1L));
        assertThat(backlog.longestStuck())
                .extracting(Backlog.StuckCommand::id)
                .containsExactly(new CommandId(1), new CommandId(2));
        assertThat(backlog.longestStuck())
                .allSatisfy(command -> assertThat(command.stuck().since()).isEqualTo(since));
        assertThat(backlog.longestStuck().getFirst().waitingOn()).isEqualTo("the key has to be renewed");
    }

    private static RuntimeException failure(boolean permanent) {
        return permanent ? new Permanent("the key has to be renewed") : new IllegalStateException("a mistake");
    }

    @Test
    void doesNotTakeAPartThatIsAwayForTheEndOfBeingStuck() {
        receiveFrom(1);
        stopBy(new Permanent("the key has to be renewed"));
        Stuck stuck = bench.command(1).stuck().orElseThrow();
        bench.world.clock().advance(Duration.ofMinutes(1));

        stopBy(new Unavailable("the key store is away"));
        assertThat(bench.command(1).stuck()).hasValue(stuck);
        assertThat(bench.command(1).waitingOn()).hasValue("the key store is away");
        bench.tick();
        stopBy(new Conflict("somebody was first"));
        assertThat(bench.command(1).stuck()).hasValue(stuck);

        bench.world.stop(World.Part.CLUSTER);
        bench.tick();
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.commands.backlog().stuck()).isEmpty();
    }

    @Test
    void isNotStuckAnyMoreWhereItOnlyWaits() {
        receiveFrom(2);
        AdvancingCommands advancing = bench.advancing(bench.envelopes, roomForOne());
        for (int step = 0; step < 3; step++) {
            bench.tick();
            advancing.advance(Bench.REPLICA, 1, Bench.LEASE);
        }
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        Claim claim = bench.commands
                .claim(Bench.REPLICA, Set.of(Stage.QUEUED), 1, Bench.LEASE)
                .getFirst();
        bench.commands.save(
                claim,
                claim.command()
                        .stuck(Stuck.By.MISTAKE, "it", bench.world.clock().instant()),
                Duration.ZERO);
        assertThat(bench.command(2).stuck()).isPresent();

        advancing.advance(Bench.REPLICA, 100, Bench.LEASE);

        assertThat(bench.command(2).waitingOn()).hasValue("room for another bot");
        assertThat(bench.command(2).stuck()).isEmpty();
    }

    private static Policy roomForOne() {
        return new Policy(
                Platform.POLICY.confirmations(),
                Platform.POLICY.blockTime(),
                Platform.POLICY.finalityLag(),
                1,
                Platform.POLICY.mostBacktests(),
                Platform.POLICY.restorePatience(),
                Platform.POLICY.orphanGrace(),
                Platform.POLICY.replaceAfter(),
                Platform.POLICY.lookAgain(),
                Platform.POLICY.gatherRefunds());
    }

    private void stopBy(RuntimeException failure) {
        bench.advancing(
                        (_, _) -> {
                            throw failure;
                        },
                        Platform.POLICY)
                .advance(Bench.REPLICA, 100, Bench.LEASE);
    }

    @Test
    void undoesNothingWhoseApprovalIsReadWhileItIsLookedAt() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.settling(bench.ledger()).settle(bench.fence(Role.SETTLER));
        bench.world.chain().mine();
        bench.world
                .clock()
                .advance(Chain.WINDOW.plus(Platform.POLICY.finalityLag()).plusSeconds(60));
        bench.world.chain().mine(10);

        // Another thread reads the chain once the command is taken up, and before it is asked what is final.
        Clock clock = bench.world.clock();
        bench.advancing(bench.envelopes, Platform.POLICY, new Clock() {
                    @Override
                    public Instant instant() {
                        bench.ingest();
                        return clock.instant();
                    }

                    @Override
                    public ZoneId getZone() {
                        return clock.getZone();
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return clock.withZone(zone);
                    }
                })
                .advance(Bench.REPLICA, 100, Bench.LEASE);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void givesNoOrphanUpThatMayBeMinedAgainWhereNobodyCouldRead() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(3);
        bench.ingest();
        bench.world.chain().drop(3, true);
        bench.world.chain().mine();
        bench.ingest();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ORPHANED);

        bench.world.clock().advance(Platform.POLICY.orphanGrace().multipliedBy(10));
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ORPHANED);

        bench.world.chain().mine(10);
        bench.ingest();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);
    }

    @Test
    void refundsWhatItsClientReclaimedInABlockThatLeftTheChain() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine();
        bench.world.clock().advance(Chain.WINDOW.plusSeconds(1));
        bench.world.chain().mine(4);
        bench.world.chain().reclaim(new CommandId(1));
        bench.world.chain().mine(3);
        bench.ingest();
        bench.advance();
        assertThat(bench.command(1).onChain()).isPresent();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.RECEIVED);

        bench.world.chain().drop(3, false);
        bench.run(20);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
    }

    @Test
    void letsAnApprovalStandThatWasMinedInTimeAndCouldNotBeReadForLong() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.settling(bench.ledger()).settle(bench.fence(Role.SETTLER));
        bench.world.chain().mine();
        assertThat(bench.world.chain().outcome(new CommandId(1))).isPresent();

        bench.world.clock().advance(Duration.ofHours(1));
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);

        bench.world.chain().mine(10);
        bench.ingest();
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVED);
    }

    @Test
    void givesUpAnOrphanOnceItsGraceIsOverAndNothingOfItCanCome() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.world.chain().mine(3);
        bench.ingest();
        bench.world.chain().drop(3, false);
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ORPHANED);

        bench.world.clock().advance(Platform.POLICY.orphanGrace());
        bench.run(10);

        assertThat(bench.command(1).stage()).isEqualTo(Stage.VANISHED);
    }

    @Test
    void waitsAsLongAsThePartThatIsAwayAsksFor() {
        receiveFrom(1);
        Envelopes away = (_, _) -> {
            throw new Unavailable("the key store is away", Duration.ofSeconds(30));
        };
        AdvancingCommands advancing = bench.advancing(away, Platform.POLICY);

        assertThat(advancing.advance(Bench.REPLICA, 100, Bench.LEASE)).isEqualTo(1);
        bench.world.clock().advance(Duration.ofSeconds(29));
        assertThat(advancing.advance(Bench.REPLICA, 100, Bench.LEASE)).isZero();
        bench.tick();
        assertThat(advancing.advance(Bench.REPLICA, 100, Bench.LEASE)).isEqualTo(1);
    }

    @Test
    void measuresTimeByTheChainWhereThisMachinesClockIsBehind() {
        receiveFrom(1);
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
        bench.world.clock().advance(Chain.WINDOW);
        bench.world.chain().mine(4);
        bench.ingest();
        bench.world.clock().advance(Chain.WINDOW.negated().plusSeconds(1));

        bench.advance();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.TIMEOUT);
    }

    /** Two blocks that it does not take in yet, and twenty that may come while one looks. */
    @Test
    void undoesNothingFromTheTwentyThirdUnreadBlockOn() {
        receiveFrom(1);
        bench.advance();
        bench.world.clock().advance(Chain.WINDOW);
        bench.world.chain().mine((int) (23 - unread()));

        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(1).waitingOn()).hasValue("the chain to be read before anything is undone");

        bench.world.chain().drop(1, false);
        assertThat(unread()).isEqualTo(22);
        bench.tick();
        bench.advance();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
    }

    private long unread() {
        return bench.world.chain().latest().ref().number()
                - bench.inbox.cursor().orElseThrow().block().number();
    }

    @Test
    void undoesAtOnceWhatDidNotFailByChance() {
        bench.world
                .cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.IMAGE_PULL, "no such image")));
        receiveFrom(1);

        bench.run(8);

        assertThat(bench.command(1).ending().orElseThrow().reason()).isEqualTo(Reason.NOT_DEPLOYED);
        assertThat(bench.command(1).execution().failingAt()).isEmpty();
    }

    @Test
    void leavesToAnotherReplicaWhatThatOneWorksOn() {
        receiveFrom(1);
        bench.commands.claim(new Replica("other"), Set.of(Stage.RECEIVED), 10, Bench.LEASE);

        assertThat(bench.advancing(bench.envelopes, Platform.POLICY).advance(Bench.REPLICA, 100, Bench.LEASE))
                .isZero();
    }

    @Test
    void takesOverWhatAnotherReplicaLeftLying() {
        receiveFrom(1);
        bench.commands.claim(new Replica("killed"), Set.of(Stage.RECEIVED), 10, Bench.LEASE);
        bench.world.clock().advance(Bench.LEASE.plusSeconds(1));

        bench.advance();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.QUEUED);
    }

    @Test
    void refundsAStartForWhichThereWasNoRoomInTime() {
        AdvancingCommands advancing = bench.advancing(bench.envelopes, roomForOne());
        receiveFrom(2);
        for (int step = 0; step < 4; step++) {
            bench.tick();
            advancing.advance(Bench.REPLICA, 1, Bench.LEASE);
            advancing.advance(Bench.REPLICA, 1, Bench.LEASE);
        }
        assertThat(bench.command(1).stage()).isEqualTo(Stage.PROVISIONED);
        assertThat(bench.command(2).waitingOn()).hasValue("room for another bot");

        bench.world.clock().advance(Chain.WINDOW);
        advancing.advance(Bench.REPLICA, 100, Bench.LEASE);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.CAPACITY);
    }

    /** One start from each of so many wallets, read from the chain and final. */
    private void receiveFrom(int wallets) {
        for (int wallet = 1; wallet <= wallets; wallet++) {
            bench.submit(Bench.wallet(wallet), Platform.start("SampleStrategy"));
        }
        bench.tick();
        bench.world.chain().mine(8);
        bench.ingest();
    }
}
