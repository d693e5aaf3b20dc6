package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Provisioning;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Chain;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import org.junit.jupiter.api.Test;

/** Which paused bots trade again although nobody sends a command. */
class ResumingBotsTest {
    private static final WorkloadId BOT = WorkloadId.ofBot(new ClientId(1));

    private final Bench bench = new Bench();

    @Test
    void tradeAgainWhereTheirStopWasRefundedWhileNobodyReachedThem() {
        startAndPauseByAStop();
        bench.world.stop(World.Part.CLUSTER);
        bench.world.clock().advance(Chain.WINDOW);
        bench.runAll(40);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.ROLLED_BACK);
        bench.world.restart(World.Part.CLUSTER);
        assertThat(runs(1)).isFalse();

        drain();

        assertThat(runs(1)).isTrue();
    }

    @Test
    void stayPausedWhileACommandIsOnItsWay() {
        startAndPauseByAStop();

        drain();

        assertThat(runs(1)).isFalse();
    }

    @Test
    void stayPausedAfterAStopThatLeftThemSinceTheyHoldPositions() {
        start(1);
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.submit(Bench.wallet(1), Platform.stop("drain"));
        bench.runAll(30);
        assertThat(bench.command(2).stage()).isEqualTo(Stage.APPROVED);

        drain();

        assertThat(runs(1)).isFalse();
    }

    @Test
    void stayStoppedWhereTheyStoppedByThemselves() {
        start(1);
        bench.world.cluster().stopByItself(BOT);

        drain();

        assertThat(runs(1)).isFalse();
    }

    @Test
    void areLookedAtInTurnHoweverManyThereAre() {
        start(60);
        pause(1);
        pause(60);
        DrainingBots draining = bench.draining();

        draining.look().takeAway(bench.fence(Role.GIT_WRITER));
        assertThat(runs(1)).isTrue();
        assertThat(runs(60)).isFalse();
        draining.look().takeAway(bench.fence(Role.GIT_WRITER));
        assertThat(runs(60)).isTrue();

        pause(1);
        draining.look().takeAway(bench.fence(Role.GIT_WRITER));
        assertThat(runs(1)).isTrue();
    }

    @Test
    void areNotHeldUpForLongByOneThatDoesNotAnswer() {
        start(2);
        pause(2);
        bench.submit(Bench.wallet(1), Platform.start("OtherStrategy"));
        bench.runAll(30);
        assertThat(bench.command(3).stage()).isEqualTo(Stage.APPROVED);
        bench.world.cluster().strategy("OtherStrategy", new Behaviour.Silent());
        DrainingBots draining = bench.draining();

        draining.look().takeAway(bench.fence(Role.GIT_WRITER));
        assertThat(runs(2)).isFalse();
        draining.look().takeAway(bench.fence(Role.GIT_WRITER));

        assertThat(runs(2)).isTrue();
    }

    private void startAndPauseByAStop() {
        start(1);
        bench.world.cluster().open(BOT, Bench.openTrade());
        bench.world.cluster().noExitFills();
        bench.submit(Bench.wallet(1), Platform.stop("exit"));
        bench.run(10);
        assertThat(runs(1)).isFalse();
    }

    private void start(int clients) {
        for (int client = 1; client <= clients; client++) {
            bench.submit(Bench.wallet(client), Platform.start("SampleStrategy"));
        }
        bench.runAll(40);
        assertThat(bench.command(clients).stage()).isEqualTo(Stage.APPROVED);
    }

    private void pause(int client) {
        ClientId id = new ClientId(client);
        new InMemoryBots(bench.world)
                .pause(
                        WorkloadId.ofBot(id),
                        Provisioning.login(new InMemoryTenantSecrets(), id, new CommandId(client)));
        assertThat(runs(client)).isFalse();
    }

    private boolean runs(int client) {
        return bench.world.cluster().isRunning(WorkloadId.ofBot(new ClientId(client)));
    }

    private void drain() {
        bench.draining().look().takeAway(bench.fence(Role.GIT_WRITER));
    }
}
