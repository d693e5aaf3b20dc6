package io.botfleet.adapters.rest;

import io.botfleet.adapters.rest.bot.BotLogs;
import io.botfleet.adapters.rest.health.Alarm;
import io.botfleet.adapters.rest.health.Alarms;
import io.botfleet.adapters.rest.health.Part;
import io.botfleet.adapters.rest.platform.AboutPlatform;
import io.botfleet.adapters.rest.platform.Platform;
import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.bot.ShowingBots;
import io.botfleet.application.bot.WatchingBots;
import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.TakingUpTransactions;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.view.CommandViews;
import io.botfleet.application.view.ExplainingCommands;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.InMemoryBotHistory;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemorySettlementLedger;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.World;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Order;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Wires the controllers as bootstrap does, on a world in memory. */
@Factory
final class WorldFactory {
    @Singleton
    World world() {
        return new World();
    }

    @Singleton
    Clock clock(World world) {
        return world.clock();
    }

    @Singleton
    CommandViews commandViews(World world) {
        return new InMemoryCommandViews(world);
    }

    @Singleton
    Backtests backtests(World world) {
        return new InMemoryBacktests(world);
    }

    @Singleton
    BotHistory history(World world) {
        return new InMemoryBotHistory(world);
    }

    @Singleton
    WatchingBots watching(
            Commands commands, Workloads workloads, Bots bots, TenantSecrets secrets, BotHistory history, World world) {
        return new WatchingBots(commands, workloads, bots, secrets, history, world.clock());
    }

    @Singleton
    Commands commands(World world) {
        return new InMemoryCommands(world);
    }

    @Singleton
    Settlements settlements(World world) {
        return new InMemorySettlements(world);
    }

    @Singleton
    SettlementLedger ledger(World world) {
        return new InMemorySettlementLedger(world);
    }

    @Singleton
    CommandLog commandLog(World world) {
        return new InMemoryCommandLog(world);
    }

    /** What follows a log just now. */
    @Singleton
    OpenLogs openLogs() {
        return new OpenLogs(new AtomicInteger());
    }

    /** How many logs are being followed on the cluster. */
    record OpenLogs(AtomicInteger count) {}

    @Singleton
    Workloads workloads(World world, OpenLogs open) {
        return new CountingWorkloads(new InMemoryWorkloads(world), open.count());
    }

    /** What an operator would have said; a test may say otherwise. */
    @Singleton
    BotLogs botLogs(@Value("${test.bot-logs:SERVED}") BotLogs told) {
        return told;
    }

    @Singleton
    Bots bots(World world) {
        return new InMemoryBots(world);
    }

    @Singleton
    TenantSecrets tenantSecrets() {
        return new InMemoryTenantSecrets();
    }

    @Singleton
    TakingUpTransactions takingUp(CommandLog log, CommandViews views) {
        return new TakingUpTransactions(log, views);
    }

    @Singleton
    ExplainingCommands explaining(CommandViews views) {
        return new ExplainingCommands(views);
    }

    @Singleton
    ShowingBots showing(Commands commands, Workloads workloads, Bots bots, TenantSecrets secrets, World world) {
        return new ShowingBots(commands, workloads, bots, secrets, world.clock());
    }

    @Singleton
    AboutPlatform about() {
        return () -> new Platform(
                World.GATEWAY,
                1,
                List.of(new Platform.EncryptionKey(
                        "X25519", "1", Bytes.ofHex("0x" + "ab".repeat(32)), Instant.parse("2026-01-01T00:00:00Z"))),
                Duration.ofMinutes(10),
                2);
    }

    /** What tests raise. */
    @Singleton
    RaisedAlarms raised() {
        return new RaisedAlarms();
    }

    /** Alarms that a test puts there. */
    static final class RaisedAlarms implements Alarms {
        final List<Alarm> open = new CopyOnWriteArrayList<>();

        @Override
        public List<Alarm> open() {
            return open;
        }
    }

    @Singleton
    @Order(0)
    Part chain(CommandLog log) {
        return Part.of("chain", "Start the node.", log::head);
    }

    @Singleton
    @Order(1)
    Part postgresql(CommandViews views) {
        return Part.of("postgresql", "Start PostgreSQL.", views::cursor);
    }

    @Singleton
    @Order(2)
    Part git(World world) {
        return Part.of("git", "Make the repository reachable.", new InMemoryGitOpsRepository(world)::head);
    }

    @Singleton
    @Order(3)
    Part cluster(Workloads workloads) {
        return Part.of("cluster", "Start the cluster.", () -> {
            if (workloads.observe(new WorkloadId("health")) instanceof Observation.Unreachable unreachable) {
                throw new Unavailable(unreachable.why());
            }
        });
    }

    /** A part that a replica does without. */
    static final class Sealing implements Part {
        private static final String FINGERPRINT = "875add9f23302ab8e565465c5745214604209a2c325871affe4788e9fd1d9a14";

        volatile boolean away;

        @Override
        public String name() {
            return "sealing";
        }

        @Override
        public String remedy() {
            return "Start the controller.";
        }

        @Override
        public boolean isNeeded() {
            return false;
        }

        @Override
        public void check() {
            if (away) {
                throw new Unavailable("the controller is away");
            }
        }

        @Override
        public Map<String, String> details() {
            return Map.of(
                    "controller",
                    "SHOWS_IT",
                    "sealedTo",
                    FINGERPRINT,
                    "shown",
                    FINGERPRINT,
                    "validUntil",
                    "2035-12-30T00:00:00Z");
        }
    }

    @Singleton
    @Order(4)
    Sealing sealing() {
        return new Sealing();
    }
}
