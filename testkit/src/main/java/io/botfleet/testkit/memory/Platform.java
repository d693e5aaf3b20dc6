package io.botfleet.testkit.memory;

import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.Policy;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.submission.CommandId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One replica of the platform on a {@link World}, driven by hand instead of by threads. */
public final class Platform {
    public static final Policy POLICY = new Policy(
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            100,
            2,
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ZERO);

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final World world;
    private final Replica replica;
    private final InMemoryEnvelopes envelopes;
    private final Leadership leadership;
    private final Commands commands;
    private final IngestingBlocks ingesting;
    private final AdvancingCommands advancing;
    private final CommittingChanges committing;
    private final DrainingBots draining;
    private final SettlingCommands settling;
    private final AtomicLong keys = new AtomicLong();

    public Platform(World world, String name, InMemoryEnvelopes envelopes) {
        this(
                world,
                name,
                envelopes,
                new InMemoryCommands(world),
                new InMemoryInbox(world),
                new InMemorySettlements(world),
                new InMemoryLeadership(world));
    }

    /** The same on another store, with everything else in memory. */
    public Platform(
            World world,
            String name,
            InMemoryEnvelopes envelopes,
            Commands commands,
            Inbox inbox,
            Settlements settlements,
            Leadership leadership) {
        this.world = world;
        this.replica = new Replica(name);
        this.envelopes = envelopes;
        this.leadership = leadership;
        this.commands = commands;
        InMemoryGitOpsRepository repository = new InMemoryGitOpsRepository(world);
        InMemorySettlementLedger ledger = new InMemorySettlementLedger(world);
        AtomicLong salts = new AtomicLong();
        this.ingesting = new IngestingBlocks(new InMemoryCommandLog(world), inbox, POLICY);
        this.advancing = new AdvancingCommands(
                commands,
                new InMemoryCommandLog(world),
                ledger,
                inbox,
                envelopes,
                new InMemoryTenants(world),
                new InMemoryTenantSecrets(),
                new InMemorySecretSealer(world),
                repository,
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryBacktests(world),
                World.REPORTS,
                World.GATEWAY,
                POLICY,
                world.clock(),
                () -> salt(salts.incrementAndGet()));
        this.committing = new CommittingChanges(
                commands,
                new InMemoryCommandLog(world),
                ledger,
                inbox,
                repository,
                new InMemoryValuesSchema(),
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryTenantSecrets(),
                World.GATEWAY,
                POLICY,
                world.clock(),
                () -> salt(salts.incrementAndGet()));
        this.draining = new DrainingBots(
                commands,
                repository,
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryTenantSecrets());
        this.settling = new SettlingCommands(commands, inbox, settlements, ledger, POLICY, world.clock());
    }

    private static Bytes salt(long number) {
        return Bytes.of(CanonicalJson.sha256(Json.of("salt " + number)).toArray());
    }

    public Commands commands() {
        return commands;
    }

    public Command command(long id) {
        return commands.find(new CommandId(id)).orElseThrow();
    }

    /** Sends a command as a client would; it waits in the pool until a block is mined. */
    public Hash send(Address wallet, Json.Members command) {
        Json.Members payload = Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of("%032x".formatted(keys.incrementAndGet())))
                .with("notAfter", Json.of(world.clock().instant().getEpochSecond() + 3600))
                .with("command", command);
        return world.chain().submit(wallet, envelopes.seal(wallet, payload), 1_000_000);
    }

    public static Json.Members start(String strategy) {
        return Json.EMPTY
                .with("type", Json.of("start"))
                .with("strategy", Json.of(strategy))
                .with("exchange", Json.of("binance"))
                .with("stakeCurrency", Json.of("USDT"))
                .with("stakeAmount", Json.of(BigDecimal.valueOf(100)))
                .with("maxOpenTrades", Json.of(3))
                .with("timeframe", Json.of("5m"))
                .with("pairs", Json.texts(List.of("BTC/USDT", "ETH/USDT")));
    }

    public static Json.Members backtest(String strategy) {
        return start(strategy).with("type", Json.of("backtest")).with("timerange", Json.of("20250101-20250201"));
    }

    public static Json.Members stop(String mode) {
        return Json.EMPTY.with("type", Json.of("stop")).with("mode", Json.of(mode));
    }

    /** Only what the workers do: one step for each command that is due. */
    public void advance() {
        advancing.advance(replica, 100, LEASE);
    }

    /** One round of every loop; what is out of order throws, as it would in a thread. */
    public void step() {
        leadership.hold(Role.CHAIN_READER, replica, LEASE).ifPresent(fence -> {
            while (ingesting.ingest(fence) == IngestingBlocks.Progress.MORE) {
                // Goes on until it is up to date.
            }
        });
        advance();
        leadership.hold(Role.GIT_WRITER, replica, LEASE).ifPresent(fence -> {
            committing.commit(fence, replica, 100, LEASE);
            draining.look().takeAway(fence);
        });
        leadership.hold(Role.SETTLER, replica, LEASE).ifPresent(settling::settle);
    }

    /** Lets time, the chain, the cluster and this replica go on together, a second at a time. */
    public void run(int seconds) {
        for (int second = 0; second < seconds; second++) {
            world.clock().advance(Duration.ofSeconds(1));
            world.chain().mine();
            world.cluster().reconcile();
            step();
        }
    }
}
