package io.botfleet.application.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.botfleet.application.command.Provisioning;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.BotState.Cause;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryBotHistory;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchingBotsTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final ClientId CLIENT = new ClientId(1);

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final InMemoryBotHistory history = new InMemoryBotHistory(world);

    @Test
    void keepsWhatBecomesOfABotWithItsCommand() {
        world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(10);
        watch();
        world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        platform.run(30);
        watch();
        world.cluster().open(WorkloadId.ofBot(CLIENT), openTrade());
        platform.send(ANN, Platform.stop("drain"));
        platform.run(30);
        watch();
        world.cluster().exitAll(WorkloadId.ofBot(CLIENT));
        platform.run(30);
        watch();

        assertThat(history.of(CLIENT, 10))
                .extracting(change ->
                        change.state().kind() + " by " + change.command().orElseThrow())
                .containsExactly("STOPPED by 2", "DRAINING by 2", "RUNNING by 1", "STARTING by 1");
    }

    @Test
    void saysOfALookWhetherItFoundAnythingNew() {
        runningBot();
        assertThat(watch()).containsInstanceOf(BotHistory.Told.News.class);
        assertThat(watch()).contains(new BotHistory.Told.Known());
        BotChange running = history.of(CLIENT, 1).getFirst();

        crash("out of memory");

        assertThat(watch()).hasValueSatisfying(told -> assertThat(told)
                .isEqualTo(new BotHistory.Told.News(history.of(CLIENT, 1).getFirst(), Optional.of(running))));
    }

    @Test
    void keepsWhyABotIsDegradedAndThatItRecovered() {
        runningBot();
        watch();
        Instant crashed = world.clock().instant().plusSeconds(1);
        crash("out of memory");
        watch();
        world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        platform.run(60);
        watch();

        assertThat(history.of(CLIENT, 10))
                .extracting(BotChange::state)
                .containsExactly(
                        new BotState.Running(),
                        new BotState.Degraded(Cause.FAILING, "out of memory"),
                        new BotState.Running());
        assertThat(history.of(CLIENT, 10).get(1).at()).isEqualTo(crashed);
    }

    @Test
    void keepsNoSecondChangeWhereOnlyTheLastWordsDiffer() {
        runningBot();
        watch();
        crash("out of memory at 12:00:01");
        watch();
        crash("out of memory at 12:01:02");
        watch();

        assertThat(history.of(CLIENT, 10)).hasSize(2);
    }

    @Test
    void keepsNoSecondChangeWhileABotStandsStill() {
        runningBot();
        Duration tooLong = BotLook.LONGEST_ITERATION.plusSeconds(1);
        watching(Clock.offset(world.clock(), tooLong)).watch(CLIENT);
        platform.run(1);
        watching(Clock.offset(world.clock(), tooLong.plusMinutes(1))).watch(CLIENT);

        assertThat(history.of(CLIENT, 10)).singleElement().satisfies(change -> assertThat(change.state())
                .isInstanceOfSatisfying(BotState.Degraded.class, degraded -> assertThat(degraded.cause())
                        .isEqualTo(Cause.NOT_ITERATING)));
    }

    @Test
    void tellsApartWhatKeepsABotFromRunning() {
        runningBot();
        world.cluster().strategy("SampleStrategy", new Behaviour.NeverReady());
        watchLater();
        world.cluster().strategy("SampleStrategy", new Behaviour.RunsAnother("Evil"));
        watchLater();
        world.cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.IMAGE_PULL, "no image")));
        watchLater();
        crash("out of memory");
        watchLater();
        world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        pause();
        watchLater();

        assertThat(history.of(CLIENT, 10))
                .extracting(change -> ((BotState.Degraded) change.state()).cause())
                .containsExactly(Cause.NOT_RUNNING, Cause.FAILING, Cause.NOT_DEPLOYED, Cause.DRIFTED, Cause.NOT_READY);
    }

    @Test
    void takesAClusterThatSaysNothingForNoChangeOfABot() {
        runningBot();
        watch();
        world.stop(World.Part.CLUSTER);

        assertThat(watch()).isEmpty();

        world.restart(World.Part.CLUSTER);
        assertThat(watch()).contains(new BotHistory.Told.Known());
        assertThat(history.of(CLIENT, 10)).hasSize(1);
    }

    @Test
    void keepsNothingOfAClientWhoseFirstStartFailed() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        platform.run(40);

        assertThat(watch()).contains(new BotHistory.Told.Known());
        assertThat(history.of(CLIENT, 10)).isEmpty();
    }

    @Test
    void changesNothingElse() {
        runningBot();
        crash("out of memory");
        List<Command> commands = world.database().commands();
        Optional<CommitId> head = new InMemoryGitOpsRepository(world).head();

        watch();
        platform.run(120);
        watch();

        assertThat(world.database().commands())
                .extracting(Command::id, Command::stage, Command::version)
                .isEqualTo(commands.stream()
                        .map(command -> tuple(command.id(), command.stage(), command.version()))
                        .toList());
        assertThat(new InMemoryGitOpsRepository(world).head()).isEqualTo(head);
        assertThat(history.of(CLIENT, 10)).hasSize(1);
    }

    @Test
    void failsWhileTheStoreIsAway() {
        world.stop(World.Part.DATABASE);

        assertThatExceptionOfType(Unavailable.class).isThrownBy(this::watch);
    }

    private void runningBot() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.run(30);
    }

    private void crash(String lastWords) {
        world.cluster()
                .strategy("SampleStrategy", new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, lastWords)));
        world.clock().advance(Duration.ofSeconds(1));
    }

    private void pause() {
        new InMemoryBots(world)
                .pause(
                        WorkloadId.ofBot(CLIENT),
                        Provisioning.login(new InMemoryTenantSecrets(), CLIENT, new CommandId(1)));
    }

    private void watchLater() {
        world.clock().advance(Duration.ofSeconds(1));
        watch();
    }

    private Optional<BotHistory.Told> watch() {
        return watching(world.clock()).watch(CLIENT);
    }

    private WatchingBots watching(Clock clock) {
        return new WatchingBots(
                new InMemoryCommands(world),
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryTenantSecrets(),
                history,
                clock);
    }

    private static OpenTrade openTrade() {
        return new OpenTrade(
                1, "BTC/USDT", false, Instant.EPOCH, BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ONE, BigDecimal.ZERO);
    }
}
