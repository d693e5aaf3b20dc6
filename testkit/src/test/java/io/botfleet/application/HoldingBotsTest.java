package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.Platform;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What becomes of a bot that has opened positions when its start is undone. */
class HoldingBotsTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void stayPausedWhenTheirStartIsUndoneAndGoOnceTheyAreFlat() {
        approvedAndHolding();

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.command(1).execution().openTrades()).hasValue(1);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
        assertThat(bench.world.cluster().isRunning(BOT)).isFalse();
        bench.runAll(10);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.bot(1)).isEqualTo(new BotState.Draining(OptionalInt.of(1)));
        assertThat(drained()).isZero();

        bench.world.cluster().exitAll(BOT);

        assertThat(drained()).isEqualTo(1);
        bench.run(1);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void areWaitedForUntilTheyTellWhatTheyHoldButNotForEver() {
        approvedAndHolding();
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());

        missTheDeadline();

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.command(1).waitingOn().orElseThrow()).startsWith("the bot to tell its open positions: ");

        bench.run((int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(1).stage()).isEqualTo(Stage.REFUNDING);
        assertThat(bench.world.cluster().pods()).isEmpty();
    }

    @Test
    void stayForAsLongAsNobodyReachesTheCluster() {
        approvedAndHolding();
        bench.workloads = bench.seeing(new Observation.Unreachable("it is down"));

        missTheDeadline();
        bench.run(2 * (int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areReplacedByNoStartThatWouldTakeTheirPositionsOverUnasked() {
        approvedAndHolding();
        missTheDeadline();
        bench.runAll(10);

        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        assertThat(bench.command(2).ending().orElseThrow().reason()).isEqualTo(Reason.POSITIONS_OPEN);
        assertThat(bench.world.cluster().removedHolding()).isEmpty();
        assertThat(bench.world.cluster().pods()).containsOnlyKeys(BOT);
    }

    @Test
    void areReplacedByAStartThatTradesAsTheyDid() {
        approvedAndHolding();
        missTheDeadline();
        bench.runAll(10);

        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.runAll(30);

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
        assertThat(bench.world.cluster().isRunning(BOT)).isTrue();
    }

    @Test
    void holdUpTheirClientsNextStartForSoLongOnlyWhereTheyNeverTell() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        bench.world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        missTheDeadline();
        assertThat(bench.command(1).stage()).isEqualTo(Stage.UNDOING);

        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(20);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.QUEUED);
        assertThat(bench.command(2).waitingOn().orElseThrow()).startsWith("the running bot to tell its open positions");

        bench.runAll((int) Platform.POLICY.restorePatience().toSeconds());

        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);
    }

    private int drained() {
        return bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }

    /** A start whose approval is stored and never sent, and whose bot trades meanwhile. */
    private void approvedAndHolding() {
        bench.submit(Bench.wallet(1), Platform.start("SampleStrategy"));
        bench.run(20);
        assertThat(bench.command(1).stage()).isEqualTo(Stage.APPROVING);
        bench.world.cluster().open(BOT, Bench.openTrade());
    }

    private void missTheDeadline() {
        bench.world.clock().advance(Chain.WINDOW.plus(Duration.ofMinutes(12)));
        bench.run(8);
    }
}
