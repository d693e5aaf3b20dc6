package io.botfleet.bootstrap.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.backtest.CollectingBacktests;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.ClearingBacktests;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.RemovingJobs;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.reconciliation.RereadingSettlements;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.InMemoryBotHistory;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryInbox;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.InMemorySecretSealer;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.InMemoryValuesSchema;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The platform's threads on a world in memory, in which some calls take long. */
class LoopsTest {
    private static final Replica ONE = new Replica("one");

    private final World world = new World();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Leadership leadership = new InMemoryLeadership(world);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        goOn.countDown();
    }

    @Test
    void keepTheRoleOfARoundThatTakesLongerThanTheLease() throws Exception {
        Semaphore renewals = new Semaphore(0);
        Leadership counted = around(Leadership.class, leadership, (method, arguments) -> {
            if (method.equals("hold") && arguments[0] == Role.CHAIN_READER) {
                renewals.release();
            }
        });
        CommandLog log = around(CommandLog.class, new InMemoryCommandLog(world), (_, _) -> takeLong());

        try (Loops loops = loops(counted, log, commands(), new InMemoryGitOpsRepository(world))) {
            loops.start();
            assertThat(slow.await(10, TimeUnit.SECONDS)).isTrue();
            Duration taken = Duration.ZERO;
            while (taken.compareTo(Lead.TIME_TO_LIVE) <= 0) {
                world.clock().advance(Duration.ofSeconds(4));
                taken = taken.plusSeconds(4);
                renewals.drainPermits();
                assertThat(renewals.tryAcquire(20, TimeUnit.SECONDS))
                        .as("renewed after %s", taken)
                        .isTrue();
            }

            assertThat(leadership.hold(Role.CHAIN_READER, new Replica("two"), Lead.TIME_TO_LIVE))
                    .isEmpty();
            goOn.countDown();
        }
    }

    @Test
    void commitWhileBotsThatNobodyAsksForAreLookedAt() throws Exception {
        Semaphore claims = new Semaphore(0);
        Commands counted = around(Commands.class, commands(), (method, _) -> {
            if (method.equals("claim")) {
                claims.release();
            }
        });
        GitOpsRepository silent =
                around(GitOpsRepository.class, new InMemoryGitOpsRepository(world), (_, _) -> takeLong());

        try (Loops loops = loops(leadership, new InMemoryCommandLog(world), counted, silent)) {
            loops.start();
            assertThat(slow.await(10, TimeUnit.SECONDS)).isTrue();
            claims.drainPermits();

            assertThat(claims.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
        }
    }

    @Test
    void tellWhichRolesThisReplicaHas() throws Exception {
        Replica other = new Replica("two");
        leadership.hold(Role.SETTLER, other, Duration.ofHours(1));

        try (Loops loops =
                loops(leadership, new InMemoryCommandLog(world), commands(), new InMemoryGitOpsRepository(world))) {
            assertThat(leads(Role.values())).containsOnly(0.0);
            loops.start();

            for (Role role : Role.values()) {
                double expected = role == Role.SETTLER ? 0 : 1;
                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (leads(role).getFirst() != expected && System.nanoTime() < end) {
                    Thread.sleep(10);
                }
                assertThat(leads(role)).as(role.name()).containsExactly(expected);
            }
        }
    }

    private List<Double> leads(Role... roles) {
        return Stream.of(roles)
                .map(role -> meters.get("botfleet.leading")
                        .tag("role", role.name())
                        .gauge()
                        .value())
                .toList();
    }

    private void takeLong() {
        slow.countDown();
        try {
            goOn.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done after a call and before its answer. */
    @FunctionalInterface
    private interface Aside {
        void on(String method, Object[] arguments);
    }

    private static <T> T around(Class<T> port, T adapter, Aside aside) {
        Object proxy = Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> {
            try {
                Object answer = method.invoke(adapter, arguments);
                aside.on(method.getName(), arguments == null ? new Object[0] : arguments);
                return answer;
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            }
        });
        return port.cast(proxy);
    }

    private Commands commands() {
        return new InMemoryCommands(world);
    }

    /**
     * @param committing what the writer of Git claims from
     * @param drained what the look for bots that nobody asks for begins with
     */
    private Loops loops(Leadership roles, CommandLog log, Commands committing, GitOpsRepository drained) {
        Clock clock = world.clock();
        CommandLog headLog = new InMemoryCommandLog(world);
        SettlementLedger ledger = new InMemorySettlementLedger(world);
        Inbox inbox = new InMemoryInbox(world);
        Settlements settlements = new InMemorySettlements(world);
        GitOpsRepository repository = new InMemoryGitOpsRepository(world);
        Workloads workloads = new InMemoryWorkloads(world);
        Bots bots = new InMemoryBots(world);
        TenantSecrets secrets = new InMemoryTenantSecrets();
        BotHistory history = new InMemoryBotHistory(world);
        Bytes salt = Bytes.ofHex("5a".repeat(32));
        Backtests backtests = new InMemoryBacktests(world);
        OpenAlarms alarms = new OpenAlarms(meters, clock);
        return new Loops(
                new IngestingBlocks(log, inbox, Platform.POLICY),
                new AdvancingCommands(
                        commands(),
                        headLog,
                        ledger,
                        inbox,
                        new InMemoryEnvelopes(),
                        new InMemoryTenants(world),
                        secrets,
                        new InMemorySecretSealer(world),
                        repository,
                        workloads,
                        bots,
                        backtests,
                        World.REPORTS,
                        World.GATEWAY,
                        Platform.POLICY,
                        clock,
                        () -> salt),
                new CommittingChanges(
                        committing,
                        headLog,
                        ledger,
                        inbox,
                        repository,
                        new InMemoryValuesSchema(),
                        workloads,
                        bots,
                        secrets,
                        World.GATEWAY,
                        Platform.POLICY,
                        clock,
                        () -> salt),
                new SettlingCommands(commands(), inbox, settlements, ledger, Platform.POLICY, clock),
                roles,
                commands(),
                workloads,
                ONE,
                Duration.ofMillis(20),
                new DrainingBots(commands(), drained, workloads, bots, secrets),
                new CollectingBacktests(backtests, workloads, repository, World.REPORTS, clock),
                new ClearingBacktests(backtests, commands(), repository),
                new RemovingJobs(backtests, commands(), repository, workloads),
                new Reconciling(commands(), settlements, ledger, repository, workloads, clock),
                new RereadingSettlements(commands(), settlements, ledger, headLog, inbox, clock),
                new Discrepancies(meters, alarms),
                new BotWatch(
                        commands(),
                        new WatchingBots(commands(), workloads, bots, secrets, new Uninterrupted(history), clock),
                        clock),
                new Gauges(
                        commands(),
                        inbox,
                        headLog,
                        ledger,
                        history,
                        OurKeys.watch(meters, alarms, clock),
                        meters,
                        alarms,
                        Platform.POLICY.blockTime(),
                        clock),
                meters,
                alarms,
                clock);
    }
}
