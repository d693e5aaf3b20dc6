package io.botfleet.application.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Provisioning;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.BotState.Cause;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ShowingBotsTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final ClientId CLIENT = new ClientId(1);

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());

    @Test
    void isStoppedBeforeAnyCommand() {
        assertShown(new BotState.Stopped(), Optional.empty());
    }

    @Test
    void isStartingUntilTheFirstVerdict() {
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(10);

        assertShown(new BotState.Starting(), command(1));
    }

    @Test
    void runsOnceItIsApproved() {
        runningBot();

        assertShown(new BotState.Running(), command(1));
    }

    @Test
    void isDegradedWhereItsPodFails() {
        runningBot();
        world.cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, "out of memory")));

        assertShown(new BotState.Degraded(Cause.FAILING, "out of memory"), command(1));
    }

    @Test
    void isDegradedWhereItsPodIsNotReady() {
        runningBot();
        world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());

        assertShown(new BotState.Degraded(Cause.NOT_READY, "still to come: the pod to become ready"), command(1));
    }

    @Test
    void isDegradedWhereSomebodyPausedIt() {
        runningBot();
        pause();

        assertShown(
                new BotState.Degraded(Cause.NOT_RUNNING, "still to come: the bot to run; it says that it is paused"),
                command(1));
    }

    @Test
    void isDegradedWhereItRunsSomethingElse() {
        runningBot();
        world.cluster().strategy("SampleStrategy", new Behaviour.RunsAnother("Evil"));

        assertThat(show().state())
                .isInstanceOfSatisfying(BotState.Degraded.class, degraded -> assertThat(degraded.reason())
                        .contains("strategy is Evil instead of SampleStrategy"));
    }

    @Test
    void isDegradedWhereItHasNotIteratedForThreeMinutes() {
        runningBot();
        Instant last = world.clock().instant();
        Clock later = Clock.offset(world.clock(), BotLook.LONGEST_ITERATION.plusSeconds(1));

        assertThat(showing(later).show(CLIENT).state())
                .isEqualTo(new BotState.Degraded(Cause.NOT_ITERATING, "the bot has not iterated since " + last));
        assertThat(showing(Clock.offset(world.clock(), BotLook.LONGEST_ITERATION))
                        .show(CLIENT)
                        .state())
                .isEqualTo(new BotState.Running());
    }

    @Test
    void isDegradedWhileTheClusterSaysNothing() {
        runningBot();
        world.stop(World.Part.CLUSTER);

        assertThat(show().state())
                .isInstanceOfSatisfying(BotState.Degraded.class, degraded -> assertThat(degraded.reason())
                        .startsWith("the cluster says nothing of the bot: "));
    }

    @Test
    void isStartingWhileAReplacementHasTakenItsPlaceAndRunsTheOldOneAgainWhenThatFails() {
        runningBot();
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("Slow"));
        platform.run(10);
        assertShown(new BotState.Starting(), command(2));

        world.cluster().strategy("Slow", new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, "gone")));
        platform.run(40);
        assertShown(new BotState.Running(), command(1));
    }

    @Test
    void runsWhileTheClusterHasNotTakenUpItsReplacement() {
        runningBot();
        committedReplacement("SampleStrategy");

        assertShown(new BotState.Running(), command(1));
    }

    /** It is paused, since its positions would be another strategy's. */
    @Test
    void makesWayForAReplacementOnAnotherMarket() {
        runningBot();
        committedReplacement("OtherStrategy");

        assertShown(new BotState.Starting(), command(1));
    }

    private void committedReplacement(String strategy) {
        platform.send(ANN, Platform.start(strategy));
        do {
            platform.run(1);
        } while (platform.commands()
                .find(new CommandId(2))
                .filter(replacement -> replacement.stage() == Stage.COMMITTED)
                .isEmpty());
    }

    @Test
    void isDrainingStillWhileTheClusterSaysNothing() {
        runningBot();
        world.cluster().open(WorkloadId.ofBot(CLIENT), openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);
        world.stop(World.Part.CLUSTER);

        assertShown(new BotState.Draining(OptionalInt.of(1)), command(2));
    }

    @Test
    void isStoppedStillWhileTheClusterSaysNothing() {
        runningBot();
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);
        world.stop(World.Part.CLUSTER);

        assertShown(new BotState.Stopped(), command(2));
    }

    @Test
    void isDrainingWhileAStoppedBotHoldsPositions() {
        runningBot();
        world.cluster().open(WorkloadId.ofBot(CLIENT), openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);

        assertShown(new BotState.Draining(OptionalInt.of(1)), command(2));
    }

    @Test
    void isStoppedAfterItsStop() {
        runningBot();
        platform.send(ANN, Platform.stop("now"));
        platform.run(30);

        assertShown(new BotState.Stopped(), command(2));
    }

    @Test
    void isStoppedAfterItsFirstStartFailed() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(40);

        assertShown(new BotState.Stopped(), Optional.empty());
    }

    private void runningBot() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
    }

    private void pause() {
        InMemoryTenantSecrets secrets = new InMemoryTenantSecrets();
        new InMemoryBots(world).pause(WorkloadId.ofBot(CLIENT), Provisioning.login(secrets, CLIENT, new CommandId(1)));
        world.clock().advance(Duration.ofSeconds(1));
    }

    private void assertShown(BotState state, Optional<CommandId> by) {
        BotView view = show();
        assertThat(view.state()).isEqualTo(state);
        assertThat(view.command().map(Command::id)).isEqualTo(by);
    }

    private BotView show() {
        return showing(world.clock()).show(CLIENT);
    }

    private ShowingBots showing(Clock clock) {
        return new ShowingBots(
                new InMemoryCommands(world),
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryTenantSecrets(),
                clock);
    }

    private static Optional<CommandId> command(long id) {
        return Optional.of(new CommandId(id));
    }

    private static OpenTrade openTrade() {
        return new OpenTrade(
                1,
                "BTC/USDT",
                false,
                Instant.parse("2026-01-01T00:00:00Z"),
                BigDecimal.TEN,
                BigDecimal.TEN,
                BigDecimal.ONE,
                BigDecimal.ZERO);
    }
}
