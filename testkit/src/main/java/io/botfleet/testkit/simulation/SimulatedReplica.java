package io.botfleet.testkit.simulation;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.backtest.CollectingBacktests;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.ClearingBacktests;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.Policy;
import io.botfleet.application.command.RemovingJobs;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.application.tenant.SecretSealer;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.tenant.Tenants;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.memory.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One process of the platform with the loops that the real one has, each on a simulated thread. */
final class SimulatedReplica {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration ROLE = Duration.ofSeconds(8);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(2);
    private static final long COLLECT_EVERY = 5;
    private static final long DRAIN_EVERY = 15;
    private static final long RECONCILE_EVERY = 40;
    private static final int WORKERS = 2;
    private static final int AT_ONCE = 4;
    private static final int ROUNDS_A_SECOND = 8;

    private final Scheduler scheduler;
    private final Life life;
    private final Coverage coverage;
    private final IntSupplier idleSeconds;
    private final Replica replica;
    private final Leadership leadership;
    private final Clock clock;
    /** What the drainer found, for the writer. */
    private Optional<DrainingBots.Flat> flat = Optional.empty();

    /** @param idleSeconds how long a loop rests this time when there was nothing to do */
    SimulatedReplica(
            Scheduler scheduler,
            Calls calls,
            Ports ports,
            Envelopes envelopes,
            Supplier<Bytes> salts,
            Life life,
            Coverage coverage,
            IntSupplier idleSeconds) {
        this.scheduler = scheduler;
        this.life = life;
        this.coverage = coverage;
        this.idleSeconds = idleSeconds;
        this.replica = new Replica(life.name());
        this.clock = life.clock(ports.world().clock());
        this.leadership = calls.through(Leadership.class, ports.leadership(), life);
        Ports.HandOvers handOvers = new Ports.HandOvers() {
            @Override
            public <T> T through(Class<T> port, T adapter) {
                return calls.through(port, adapter, life);
            }
        };
        Commands commands = calls.through(Commands.class, ports.commands(handOvers), life);
        Inbox inbox = calls.through(Inbox.class, ports.inbox(handOvers), life);
        GitOpsRepository repository = calls.through(GitOpsRepository.class, ports.repository(), life);
        Policy policy = ports.policy();
        CommandLog log = calls.through(CommandLog.class, ports.commandLog(), life);
        CommandLog headLog = calls.through(CommandLog.class, ports.headLog(), life);
        IngestingBlocks ingesting = new IngestingBlocks(log, inbox, policy);
        TenantSecrets secrets = calls.through(TenantSecrets.class, ports.tenantSecrets(), life);
        Workloads workloads = calls.through(Workloads.class, ports.workloads(), life);
        Bots bots = calls.through(Bots.class, ports.bots(), life);
        SettlementLedger ledger = calls.through(SettlementLedger.class, ports.ledger(), life);
        Backtests backtests = calls.through(Backtests.class, ports.backtests(), life);
        AdvancingCommands advancing = new AdvancingCommands(
                commands,
                headLog,
                ledger,
                inbox,
                calls.through(Envelopes.class, envelopes, life),
                calls.through(Tenants.class, ports.tenants(), life),
                secrets,
                calls.through(SecretSealer.class, ports.sealer(), life),
                repository,
                workloads,
                bots,
                backtests,
                World.REPORTS,
                World.GATEWAY,
                policy,
                clock,
                salts);
        CommittingChanges committing = new CommittingChanges(
                commands,
                headLog,
                ledger,
                inbox,
                repository,
                ports.valuesSchema(),
                workloads,
                bots,
                secrets,
                World.GATEWAY,
                policy,
                clock,
                salts);
        Settlements settlements = calls.through(Settlements.class, ports.settlements(), life);
        SettlingCommands settling = new SettlingCommands(commands, inbox, settlements, ledger, policy, clock);
        leading("reader", Role.CHAIN_READER, fence -> ingesting.ingest(fence) == IngestingBlocks.Progress.MORE);
        DrainingBots draining = new DrainingBots(commands, repository, workloads, bots, secrets);
        ClearingBacktests clearing = new ClearingBacktests(backtests, commands, repository);
        RemovingJobs removing = new RemovingJobs(backtests, commands, repository, workloads);
        Every clears = new Every(DRAIN_EVERY);
        leading("writer", Role.GIT_WRITER, fence -> {
            if (clears.isDue()) {
                clearing.withdraw(fence);
            }
            boolean committed = committing.commit(fence, replica, AT_ONCE, LEASE) > 0;
            Optional<DrainingBots.Flat> found = flat;
            flat = Optional.empty();
            return found.map(each -> each.takeAway(fence)).orElse(0) > 0 || committed;
        });
        // Where the real one looks while it seems to lead only, this one always does: looking needs no role.
        loop("drainer", new Round() {
            private long drainAt = DRAIN_EVERY;

            @Override
            public boolean work() {
                if (scheduler.now() >= drainAt) {
                    drainAt = scheduler.now() + DRAIN_EVERY;
                    flat = Optional.of(draining.look());
                }
                return false;
            }
        });
        leading("settler", Role.SETTLER, fence -> settling.settle(fence) > 0);
        Reconciling reconciling = new Reconciling(commands, settlements, ledger, repository, workloads, clock);
        // Where the real one asks for a role first, this one does not: it is safe to run at any time, on every replica.
        loop("reconciler", new Round() {
            private long reconcileAt = scheduler.now() + RECONCILE_EVERY;

            @Override
            public boolean work() {
                if (scheduler.now() >= reconcileAt) {
                    reconcileAt = scheduler.now() + RECONCILE_EVERY;
                    reconciling.reconcile().forEach(_ -> coverage.count(Branch.DISCREPANCY_TOLD));
                }
                return false;
            }
        });
        CollectingBacktests collecting =
                new CollectingBacktests(backtests, workloads, repository, World.REPORTS, clock);
        Every collections = new Every(COLLECT_EVERY);
        loop("collector", () -> collections.isDue() && collecting.collect() + removing.remove() > 0);
        ports.workloads().onChange(changed -> wake(commands, changed));
        for (int worker = 1; worker <= WORKERS; worker++) {
            loop("worker-" + worker, () -> advancing.advance(replica, AT_ONCE, LEASE) > 0);
        }
    }

    /** What the cluster tells is told to one thread of its own each time; it may come late, or never. */
    private void wake(Commands commands, WorkloadId changed) {
        if (life.isDead()) {
            return;
        }
        scheduler.spawn(life.name() + " watcher", life, () -> {
            try {
                changed.client().ifPresent(commands::wake);
                coverage.count(Branch.WOKEN_BY_THE_CLUSTER);
            } catch (PortFailure lost) {
                // The command is due again by itself.
            }
        });
    }

    /** Lets something be done in its time, the first time a while after the start. */
    private final class Every {
        private final long seconds;
        private long dueAt;

        Every(long seconds) {
            this.seconds = seconds;
            this.dueAt = scheduler.now() + seconds;
        }

        boolean isDue() {
            if (scheduler.now() < dueAt) {
                return false;
            }
            dueAt = scheduler.now() + seconds;
            return true;
        }
    }

    /** A round; whether there was anything to do. */
    private interface Round {
        boolean work();
    }

    /** Asks for a role only now and then, as the real loops do: in between, the fence may have been overtaken. */
    private void leading(String name, Role role, Predicate<Fence> work) {
        loop(name, new Round() {
            private Optional<Fence> held = Optional.empty();
            private Instant askedAt = Instant.MIN;

            @Override
            public boolean work() {
                Instant now = clock.instant();
                if (askedAt.plus(RENEW_AFTER).isBefore(now)) {
                    held = leadership.hold(role, replica, ROLE);
                    askedAt = now;
                }
                try {
                    return held.filter(work).isPresent();
                } catch (Conflict overtaken) {
                    coverage.count(Branch.OVERTAKEN);
                    held = Optional.empty();
                    askedAt = Instant.MIN;
                    try {
                        leadership.release(role, replica);
                    } catch (PortFailure storeIsAway) {
                        overtaken.addSuppressed(storeIsAway);
                    }
                    throw overtaken;
                }
            }
        });
    }

    private void loop(String name, Round round) {
        scheduler.spawn(life.name() + " " + name, life, () -> {
            int busy = 0;
            while (true) {
                int rest = rest(round);
                busy = rest == 0 ? busy + 1 : 0;
                // Work takes time, too: a loop that always finds some must not keep the clock from going on.
                scheduler.sleep(busy % ROUNDS_A_SECOND == ROUNDS_A_SECOND - 1 ? 1 : rest);
            }
        });
    }

    private int rest(Round round) {
        try {
            return round.work() ? 0 : idleSeconds.getAsInt();
        } catch (PortFailure failure) {
            return switch (failure) {
                case Unavailable unavailable -> (int) unavailable.retryAfter().toSeconds();
                case Conflict _ -> 1;
                case Permanent _ -> 5;
            };
        }
    }
}
