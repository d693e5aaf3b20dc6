package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.application.command.Commands;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Problem;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.client.ClientId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import io.botfleet.testkit.memory.InMemoryBotHistory;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BotWatchTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final Address BOB = new Address("0x" + "b".repeat(40));
    private static final Observation NOTHING_THERE =
            new Observation.Seen(Optional.empty(), Optional.empty(), Optional.empty());

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final InMemoryBotHistory history = new InMemoryBotHistory(world);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("io.botfleet.bots");

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void end() {
        log.detachAppender(said);
    }

    @Test
    void looksAtTheBotsOfAllClients() {
        twoBots();

        watch().look();

        assertThat(history.of(new ClientId(1), 10)).hasSize(1);
        assertThat(history.of(new ClientId(2), 10)).hasSize(1);
        assertThat(said.list).isEmpty();
    }

    @Test
    void saysOnceWhatIsDegradedAndOnceThatItRecovered() {
        twoBots();
        BotWatch watch = watch();
        watch.look();
        crash("SampleStrategy", "out of memory");
        Instant since = world.clock().instant();
        watch.look();
        crash("SampleStrategy", "out of memory again");
        watch.look();
        world.cluster().strategy("SampleStrategy", new Behaviour.Runs());
        world.clock().advance(Duration.ofMinutes(1));
        watch.look();

        assertThat(said.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .containsExactly(
                        "WARN command=1 client=cliente-001 state=DEGRADED cause=FAILING out of memory. It settles nothing;"
                                + " ./botfleet status cliente-001 has its history",
                        "INFO command=1 client=cliente-001 state=RUNNING and was DEGRADED since " + since);
    }

    @Test
    void saysNothingThatAnotherReplicaHasSaid() {
        twoBots();
        crash("SampleStrategy", "out of memory");

        watch().look();
        watch().look();

        assertThat(said.list).hasSize(1);
    }

    /** Each look takes five seconds, as at a bot that hangs. */
    @Test
    void givesEveryBotItsTurnWhereARoundIsTooShortForAll() {
        List<ClientId> looked = Collections.synchronizedList(new ArrayList<>());
        BotWatch watch = watch(100, client -> {
            looked.add(client);
            world.clock().advance(Duration.ofSeconds(5));
            return NOTHING_THERE;
        });
        Instant begin = world.clock().instant();

        watch.look();

        assertThat(looked).hasSizeBetween(9, 9 + BotWatch.AT_ONCE).containsAll(clients(9));
        assertThat(world.clock().instant())
                .isBefore(begin.plus(BotWatch.LONGEST_ROUND).plusSeconds(5L * BotWatch.AT_ONCE + 1));
        int rounds = 1;
        while (new HashSet<>(looked).size() < 100) {
            assertThat(looked).as("after " + rounds + " rounds").doesNotHaveDuplicates();
            watch.look();
            rounds++;
        }
        assertThat(rounds).isBetween(6, 12);
    }

    @Test
    void looksAtAFewAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // Nobody gets on before all that may look do.
        CyclicBarrier together = new CyclicBarrier(BotWatch.AT_ONCE);
        BotWatch watch = watch(BotWatch.AT_ONCE * 4, _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                together.await(30, TimeUnit.SECONDS);
            } catch (Exception alone) {
                throw new IllegalStateException("they did not look at once", alone);
            }
            now.decrementAndGet();
            return NOTHING_THERE;
        });

        watch.look();

        assertThat(most).hasValueBetween(BotWatch.AT_ONCE, BotWatch.AT_ONCE * 2);
    }

    @Test
    void endsARoundWithTheFirstFailureOfTheOutside() {
        AtomicInteger looks = new AtomicInteger();
        BotWatch watch = watch(1_000, _ -> {
            looks.incrementAndGet();
            throw new Unavailable("the store is away");
        });

        assertThatExceptionOfType(Unavailable.class).isThrownBy(watch::look).withMessage("the store is away");
        assertThat(looks).hasValueLessThanOrEqualTo(BotWatch.AT_ONCE);
    }

    @Test
    void looksAtTheOthersWhereOneIsAMistake() {
        List<ClientId> looked = Collections.synchronizedList(new ArrayList<>());
        BotWatch watch = watch(50, client -> {
            if (client.number() == 7) {
                throw new IllegalStateException("two and two are five");
            }
            looked.add(client);
            return NOTHING_THERE;
        });

        assertThatIllegalStateException()
                .isThrownBy(watch::look)
                .withMessageContainingAll("cliente-007", "two and two are five");
        assertThat(looked).hasSize(49);
    }

    @Test
    void endsSoonWhereItIsInterrupted() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        BotWatch watch = watch(1_000, _ -> {
            looks.incrementAndGet();
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return NOTHING_THERE;
        });
        Thread loop = Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).start(watch::look);
        while (looks.get() < BotWatch.AT_ONCE) {
            Thread.onSpinWait();
        }

        loop.interrupt();

        assertThat(loop.join(Duration.ofSeconds(30))).isTrue();
        assertThat(looks).hasValue(BotWatch.AT_ONCE);
    }

    /** As the bots' adapter does: whoever is stopped is not kept waiting for an answer. */
    @Test
    void takesNoBotForSilentWhereTheLookAtItIsInterrupted() throws Exception {
        twoBots();
        watch().look();
        world.clock().advance(Duration.ofMinutes(1));
        CountDownLatch asked = new CountDownLatch(2);
        Bots hanging = proxy(Bots.class, (_, _, _) -> {
            asked.countDown();
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return new Answer.Silent<>("interrupted while waiting for the answer");
        });
        BotWatch watch = watch(new InMemoryCommands(world), new InMemoryWorkloads(world), hanging);
        Thread loop = Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).start(watch::look);
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

        loop.interrupt();

        assertThat(loop.join(Duration.ofSeconds(30))).isTrue();
        assertThat(history.states()).isEqualTo(Map.of(BotState.Kind.RUNNING, 2L));
        assertThat(said.list).isEmpty();
    }

    @Test
    void keepsNothingWhileTheClusterIsAway() {
        twoBots();
        BotWatch watch = watch();
        watch.look();
        List<BotChange> before = history.of(new ClientId(1), 10);
        world.stop(World.Part.CLUSTER);
        world.clock().advance(Duration.ofMinutes(1));

        watch.look();

        assertThat(history.of(new ClientId(1), 10)).isEqualTo(before);
        assertThat(said.list).isEmpty();
    }

    private void twoBots() {
        platform.send(ANN, Platform.start("SampleStrategy"));
        platform.send(BOB, Platform.start("OtherStrategy"));
        platform.run(40);
    }

    private void crash(String strategy, String lastWords) {
        world.cluster().strategy(strategy, new Behaviour.Fails(new Problem(Problem.Kind.CRASH_LOOP, lastWords)));
        world.clock().advance(Duration.ofMinutes(1));
    }

    private BotWatch watch() {
        return watch(new InMemoryCommands(world), new InMemoryWorkloads(world));
    }

    /** So many clients, of whose bots the cluster says what the test wants. */
    private BotWatch watch(int clients, Function<ClientId, Observation> observed) {
        var commands = new InMemoryCommands(world);
        return watch(
                proxy(
                        Commands.class,
                        (_, method, arguments) -> method.getName().equals("clients")
                                ? clients(clients)
                                : called(() -> method.invoke(commands, arguments))),
                proxy(
                        Workloads.class,
                        (_, _, arguments) -> observed.apply(ClientId.parse(((WorkloadId) arguments[0]).name()))));
    }

    private BotWatch watch(Commands commands, Workloads workloads) {
        return watch(commands, workloads, new InMemoryBots(world));
    }

    private BotWatch watch(Commands commands, Workloads workloads, Bots bots) {
        return new BotWatch(
                commands,
                new WatchingBots(
                        commands,
                        workloads,
                        bots,
                        new InMemoryTenantSecrets(),
                        new Uninterrupted(history),
                        world.clock()),
                world.clock());
    }

    private static List<ClientId> clients(int most) {
        return IntStream.rangeClosed(1, most).mapToObj(ClientId::new).toList();
    }

    private interface Reflected {
        Object call() throws ReflectiveOperationException;
    }

    private static Object called(Reflected method) throws Throwable {
        try {
            return method.call();
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static <T> T proxy(Class<T> port, InvocationHandler calls) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, calls));
    }
}
