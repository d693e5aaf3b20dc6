package io.botfleet.bootstrap.platform;

import io.botfleet.application.backtest.CollectingBacktests;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.ClearingBacktests;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.RemovingJobs;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.reconciliation.Reconciling;
import io.botfleet.application.reconciliation.RereadingSettlements;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's threads, from their start to their end. */
final class Loops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);
    private static final Duration DRAIN_EVERY = Duration.ofSeconds(10);
    private static final Duration COLLECT_EVERY = Duration.ofSeconds(5);
    private static final Duration COMPARE_EVERY = Duration.ofSeconds(30);
    private static final Duration REREAD_EVERY = Duration.ofMinutes(1);
    private static final Duration WATCH_EVERY = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /** Of what asks the node: everything that is done anywhere wakes every loop, and nodes count requests. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(200);

    private static final int WORKERS = 4;
    private static final int COMMANDS_AT_ONCE = 4;
    private static final int COMMITS_AT_ONCE = 100;

    private final WakeUp wakeUp = new WakeUp();
    private final List<Lead> leads = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Clock clock;
    private final Replica replica;
    private final Leadership leadership;
    private final Duration idle;
    private final MeterRegistry meters;
    private final OpenAlarms alarms;

    Loops(
            IngestingBlocks ingesting,
            AdvancingCommands advancing,
            CommittingChanges committing,
            SettlingCommands settling,
            Leadership leadership,
            Commands commands,
            Workloads workloads,
            Replica replica,
            Duration idle,
            DrainingBots draining,
            CollectingBacktests collecting,
            ClearingBacktests clearing,
            RemovingJobs removing,
            Reconciling reconciling,
            RereadingSettlements rereading,
            Discrepancies discrepancies,
            BotWatch botWatch,
            Gauges gauges,
            MeterRegistry meters,
            OpenAlarms alarms,
            Clock clock) {
        this.meters = meters;
        this.alarms = alarms;
        this.clock = clock;
        this.replica = replica;
        this.leadership = leadership;
        this.idle = idle;
        // The first to be waited for at the end: it would take back what is given back. Nothing wakes it but its time.
        Heartbeat heartbeat = new Heartbeat(leads);
        Loop.Round beats = () -> {
            heartbeat.beat();
            return Loop.Outcome.NOTHING;
        };
        loop("heartbeat", beats, new WakeUp(), Lead.RENEW_AFTER, Duration.ZERO);
        Schedule rereads = new Schedule(REREAD_EVERY, clock);
        leading("chain-reader", lead(Role.CHAIN_READER), BETWEEN_REQUESTS, fence -> {
            boolean more = ingesting.ingest(fence) == IngestingBlocks.Progress.MORE;
            return more
                    || rereads.whenDue(() -> rereading.reread(fence))
                            .filter(read -> read > 0)
                            .isPresent();
        });
        Lead writing = lead(Role.GIT_WRITER);
        Schedule clears = new Schedule(DRAIN_EVERY, clock);
        AtomicReference<Optional<DrainingBots.Flat>> flat = new AtomicReference<>(Optional.empty());
        leading("git-writer", writing, Duration.ZERO, fence -> {
            boolean committed = committing.commit(fence, replica, COMMITS_AT_ONCE, LEASE) > 0;
            if (committed) {
                // Taking bots away may fail, and what was committed goes on all the same.
                wakeUp.call();
            }
            // In this thread, so that no start's values are committed between the last look and the removal.
            int taken = flat.getAndSet(Optional.empty())
                    .map(bots -> bots.takeAway(fence))
                    .orElse(0);
            int cleared = clears.whenDue(() -> clearing.withdraw(fence)).orElse(0);
            return taken + cleared > 0 || committed;
        });
        Schedule drains = new Schedule(DRAIN_EVERY, clock);
        // A loop of its own: silent bots take seconds each, which no commit is to wait for.
        loop("drainer", () -> {
            if (!writing.seemsHeld()) {
                return Loop.Outcome.NOTHING;
            }
            return drains.whenDue(draining::look)
                    .map(found -> {
                        flat.set(Optional.of(found));
                        return found.isEmpty() ? Loop.Outcome.LOOKED : Loop.Outcome.WORKED;
                    })
                    .orElse(Loop.Outcome.NOTHING);
        });
        leading("settler", lead(Role.SETTLER), BETWEEN_REQUESTS, fence -> settling.settle(fence) > 0);
        Schedule comparisons = new Schedule(COMPARE_EVERY, clock);
        Lead telling = lead(Role.RECONCILER);
        loop(
                "reconciler",
                () -> telling.round(fence -> comparisons
                        .whenDue(reconciling::reconcile)
                        .map(found -> {
                            discrepancies.are(found, fence.isPresent());
                            return Loop.Outcome.LOOKED;
                        })
                        .orElse(Loop.Outcome.NOTHING)));
        Schedule watches = new Schedule(WATCH_EVERY, clock);
        // The same role, held by itself: neither's round is the other's.
        Lead watching = lead(Role.RECONCILER);
        loop(
                "watcher",
                () -> watching.round(fence -> fence.flatMap(_ -> watches.whenDue(() -> {
                            botWatch.look();
                            return Loop.Outcome.LOOKED;
                        }))
                        .orElse(Loop.Outcome.NOTHING)));
        Schedule collections = new Schedule(COLLECT_EVERY, clock);
        Lead collector = lead(Role.RECONCILER);
        loop(
                "collector",
                () -> collector.round(
                        fence -> fence.flatMap(_ -> collections.whenDue(() -> collecting.collect() + removing.remove()))
                                .map(found -> found > 0 ? Loop.Outcome.WORKED : Loop.Outcome.LOOKED)
                                .orElse(Loop.Outcome.NOTHING)));
        Schedule looks = new Schedule(LOOK_EVERY, clock);
        loop("gauges", () -> looks.whenDue(() -> {
                    gauges.look();
                    return Loop.Outcome.LOOKED;
                })
                .orElse(Loop.Outcome.NOTHING));
        for (int worker = 1; worker <= WORKERS; worker++) {
            loop("worker-" + worker, () -> Loop.Outcome.of(advancing.advance(replica, COMMANDS_AT_ONCE, LEASE) > 0));
        }
        for (Role role : Role.values()) {
            Gauge.builder("botfleet.leading", () -> leads(role) ? 1 : 0)
                    .description("1 where this replica does the work of a role")
                    .tag("role", role.name())
                    .register(meters);
        }
        workloads.onChange(changed -> woken(commands, changed));
    }

    private void woken(Commands commands, WorkloadId changed) {
        Optional<ClientId> client = changed.client();
        if (client.isEmpty()) {
            LOG.debug("the cluster runs {}, which is no client's", changed);
        }
        try {
            client.ifPresent(commands::wake);
        } catch (PortFailure failure) {
            // A wake-up only saves time: the command is due again by itself.
            LOG.debug("a wake-up was lost: {}", failure.what());
        }
        wakeUp.call();
    }

    private boolean leads(Role role) {
        return leads.stream().anyMatch(lead -> lead.role() == role && lead.seemsHeld());
    }

    private Lead lead(Role role) {
        Lead lead = new Lead(leadership, role, replica, clock);
        leads.add(lead);
        return lead;
    }

    private void leading(String name, Lead lead, Duration shortestRest, Function<Fence, Boolean> work) {
        Loop.Round round = () -> {
            try {
                return Loop.Outcome.of(lead.round(fence -> fence.map(work).orElse(false)));
            } catch (Conflict conflict) {
                try {
                    lead.doubt();
                } catch (PortFailure storeIsAway) {
                    conflict.addSuppressed(storeIsAway);
                }
                throw conflict;
            }
        };
        loop(name, round, wakeUp, idle, shortestRest);
    }

    private void loop(String name, Loop.Round round) {
        loop(name, round, wakeUp, idle, Duration.ZERO);
    }

    private void loop(String name, Loop.Round round, WakeUp woken, Duration rest, Duration shortestRest) {
        LoopMeters measured = new LoopMeters(name, meters, clock);
        Loop loop = new Loop(name, round, woken, rest, shortestRest, measured, alarms, clock);
        threads.add(Thread.ofPlatform().name(loop.name()).daemon(true).unstarted(loop));
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** Lets every round in progress end, within seconds, and gives the roles back. */
    @Override
    @PreDestroy
    public void close() {
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + LONGEST_STOP.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        for (Lead lead : leads) {
            try {
                lead.release();
            } catch (Unavailable away) {
                LOG.debug("roles were not given back and will expire: {}", away.what());
                return;
            } catch (PortFailure failure) {
                LOG.debug("a role was not given back and will expire: {}", failure.what());
            }
        }
    }
}
