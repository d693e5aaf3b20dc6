package io.botfleet.adapters.rest;

import io.botfleet.application.chain.Blocks;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Provisioning;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.backtest.BacktestExpectation;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Accepted;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Execution;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.evidence.EvidenceDocument;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.SealedKey;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.CommandKey;
import io.botfleet.domain.order.Order;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StakeAmount;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.Timerange;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryInbox;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.World;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Brings commands to where a test needs them, through the same stores that the platform writes. */
@Singleton
final class Scenario {
    private static final Replica REPLICA = new Replica("test");

    private final World world;
    private final InMemoryCommands commands;
    private final SettlementLedger ledger;
    private final Fence reader;
    private final Fence settler;
    private final Fence writer;
    private int envelopes;

    Scenario(World world, SettlementLedger ledger) {
        this.world = world;
        this.commands = new InMemoryCommands(world);
        this.ledger = ledger;
        InMemoryLeadership leadership = new InMemoryLeadership(world);
        this.reader = fence(leadership, Role.CHAIN_READER);
        this.settler = fence(leadership, Role.SETTLER);
        this.writer = fence(leadership, Role.GIT_WRITER);
    }

    private static Fence fence(InMemoryLeadership leadership, Role role) {
        return leadership.hold(role, REPLICA, Duration.ofDays(1)).orElseThrow();
    }

    static StartTrading start(String strategy) {
        return new StartTrading(
                strategy,
                "binance",
                true,
                "USDT",
                new StakeAmount.Fixed(new BigDecimal("25.5")),
                3,
                "5m",
                List.of("BTC/USDT", "ETH/USDT"),
                false);
    }

    static RunBacktest backtest(String strategy) {
        return new RunBacktest(
                strategy,
                "binance",
                "USDT",
                new StakeAmount.Fixed(new BigDecimal("25.5")),
                3,
                "5m",
                List.of("BTC/USDT", "ETH/USDT"),
                Timerange.parse("20250101-20250201").orElseThrow());
    }

    static Address wallet(int number) {
        return new Address("0x%040x".formatted(0x1000 + number));
    }

    /** A transaction in the pool. */
    Hash send(Address wallet) {
        return world.chain().submit(wallet, Bytes.ofUtf8("envelope " + ++envelopes), 1_500_000);
    }

    /** A command on the chain that is not taken in yet. */
    Submission sighted(Address wallet) {
        Hash transaction = send(wallet);
        world.chain().mine();
        InMemoryCommandLog log = new InMemoryCommandLog(world);
        InMemoryInbox inbox = new InMemoryInbox(world);
        List<Submission> seen = log.unconfirmed(inbox.cursor().orElse(log.start()));
        inbox.sight(reader, seen);
        return seen.stream()
                .filter(submission -> submission.transaction().equals(transaction))
                .findFirst()
                .orElseThrow();
    }

    /** Takes in the whole chain. */
    void ingest() {
        InMemoryCommandLog log = new InMemoryCommandLog(world);
        InMemoryInbox inbox = new InMemoryInbox(world);
        Optional<Cursor> from = inbox.cursor();
        if (log.read(from.orElse(log.start()), Long.MAX_VALUE, _ -> List.of()) instanceof Blocks.Extended blocks) {
            inbox.extend(reader, from, blocks.to(), blocks.events());
            inbox.sight(reader, List.of());
        }
    }

    /** A reorganisation takes the command's block, and its client sends the same envelope again; the new transaction. */
    Hash sentAgain(Submission submission) {
        long taken = world.chain().latest().ref().number() - submission.block().number() + 1;
        world.chain().drop((int) taken, false);
        Hash again = world.chain()
                .submit(
                        submission.sender(),
                        submission.envelope(),
                        submission.fee().amount() + 1);
        world.chain().mine((int) taken + 1);
        InMemoryInbox inbox = new InMemoryInbox(world);
        Cursor read = inbox.cursor().orElseThrow();
        if (new InMemoryCommandLog(world).read(read, Long.MAX_VALUE, inbox::earlier)
                instanceof Blocks.Reorganised(Cursor ancestor)) {
            inbox.rewind(reader, ancestor);
        }
        ingest();
        return again;
    }

    Command received(Address wallet) {
        CommandId id = sighted(wallet).id();
        ingest();
        return commands.find(id).orElseThrow();
    }

    Command queued(Address wallet, Order order) {
        Command command = received(wallet);
        CommandKey key = new CommandKey("%032x".formatted(command.id().number()));
        return step(command.id(), now -> now.queued(new Accepted(key, order), instant()));
    }

    Command committed(Address wallet, Order order) {
        Command command = queued(wallet, order);
        Prepared prepared = prepared(command);
        Command provisioned = step(command.id(), now -> now.provisioned(prepared, instant()));
        CommitId commit = new InMemoryGitOpsRepository(world)
                .apply(
                        writer,
                        List.of(new Change(
                                command.id(),
                                command.client(),
                                command.submission().transaction(),
                                Change.Kind.CARRY_OUT,
                                prepared.path(),
                                prepared.content())))
                .getFirst()
                .commit();
        return step(provisioned.id(), now -> now.committed(commit, instant()));
    }

    private static Prepared prepared(Command command) {
        if (command.order().orElseThrow() instanceof RunBacktest backtest) {
            ValuesDocument values = ValuesDocument.ofBacktest(
                    command.client(), command.id(), backtest, Map.of(SealedKey.DATABASE_URL, "c2VhbGVk"));
            return new Prepared.Values(
                    RepositoryPath.ofBacktest(command.client(), command.id()), values.yaml(), values.digest());
        }
        RepositoryPath path = RepositoryPath.ofBot(command.client());
        if (!(command.order().orElseThrow() instanceof StartTrading start)) {
            return new Prepared.Removal(path);
        }
        ValuesDocument values = ValuesDocument.ofTrade(
                command.client(), command.id(), start, Map.of(SealedKey.BINANCE_API_KEY, "c2VhbGVk"));
        return new Prepared.Values(path, values.yaml(), values.digest());
    }

    /** A start whose verdict waits for the chain. */
    Command approving(Address wallet, StartTrading order) {
        Command committed = committed(wallet, order);
        world.cluster().reconcile();
        WorkloadId bot = WorkloadId.ofBot(committed.client());
        Observation.Seen seen = (Observation.Seen) new InMemoryWorkloads(world).observe(bot);
        Execution deployed = Execution.NONE.deployed(
                seen.revision().orElseThrow(), seen.pod().orElseThrow());
        step(committed.id(), now -> now.deployed(deployed, instant()));
        Instant first = instant();
        world.clock().advance(Duration.ofSeconds(5));
        InMemoryBots bots = new InMemoryBots(world);
        var shown = (Answer.Given<RunningConfig>)
                bots.config(bot, Provisioning.login(new InMemoryTenantSecrets(), committed.client(), committed.id()));
        Execution confirmed =
                deployed.firstProcess(first).confirmed(seen.pod().orElseThrow(), shown.value(), instant());
        step(committed.id(), now -> now.confirmed(confirmed, instant()));
        return step(
                committed.id(),
                now -> now.approving(
                        EvidenceDocument.of(
                                World.GATEWAY, now, new Decision.Approve(), Bytes.of(new byte[32]), instant()),
                        instant()));
    }

    /** A backtest that is at work, and whose verdict waits for the chain. */
    Command running(Address wallet, RunBacktest order) {
        Command committed = committed(wallet, order);
        world.cluster().reconcile();
        WorkloadId job = WorkloadId.ofBacktest(committed.client(), committed.id());
        Observation.Seen seen = (Observation.Seen) new InMemoryWorkloads(world).observe(job);
        Execution deployed = Execution.NONE.deployed(
                seen.revision().orElseThrow(), seen.pod().orElseThrow());
        step(committed.id(), now -> now.deployed(deployed, instant()));
        String shown = BacktestExpectation.begun(new InMemoryWorkloads(world).logs(job, 100))
                .orElseThrow();
        step(committed.id(), now -> now.confirmed(deployed.working(seen.pod().orElseThrow(), shown), instant()));
        return step(
                committed.id(),
                now -> now.approving(
                        EvidenceDocument.of(
                                World.GATEWAY, now, new Decision.Approve(), Bytes.of(new byte[32]), instant()),
                        instant()));
    }

    /** A stop whose verdict waits for the chain; the bot is gone. */
    Command stopping(Address wallet, Order order) {
        Command committed = committed(wallet, order);
        world.cluster().reconcile();
        step(
                committed.id(),
                now -> now.confirmed(
                        Execution.NONE.stopped(now.commit().orElseThrow()).holding(0), instant()));
        return step(
                committed.id(),
                now -> now.approving(
                        EvidenceDocument.of(
                                World.GATEWAY, now, new Decision.Approve(), Bytes.of(new byte[32]), instant()),
                        instant()));
    }

    /** A command whose refund waits for the chain. */
    Command refunding(Address wallet, Reason reason, String detail) {
        Command received = received(wallet);
        return step(
                received.id(),
                now -> now.refunding(
                        Ending.refund(reason, detail),
                        EvidenceDocument.of(
                                World.GATEWAY, now, new Decision.Rollback(reason), Bytes.of(new byte[32]), instant()),
                        instant()));
    }

    /** Settles everything that waits, in one transaction. */
    void settle() {
        InMemorySettlements settlements = new InMemorySettlements(world);
        List<Command> waiting = settlements.waiting(100);
        Settlement settlement = ledger.sign(
                waiting.stream().map(Command::settlementEntry).toList(),
                ledger.account().nextNonce(),
                ledger.fees(),
                instant());
        settlements.store(settler, settlement);
        ledger.send(settlement.latest());
        world.chain().mine();
        ingest();
        settlements.close(settler, settlement);
        waiting.forEach(command -> step(command.id(), now -> now.settled(instant())));
    }

    /** The client takes its fee back after the deadline. */
    void reclaim(CommandId command) {
        world.clock().advance(Duration.ofMinutes(11));
        world.chain().reclaim(command);
        world.chain().mine();
        ingest();
    }

    Command step(CommandId id, UnaryOperator<Command> move) {
        List<Claim> claims = commands.claim(REPLICA, EnumSet.allOf(Stage.class), 1_000, Duration.ofMinutes(1));
        for (Claim claim : claims) {
            Command next = claim.command().id().equals(id) ? move.apply(claim.command()) : claim.command();
            if (commands.save(claim, next, Duration.ZERO) != Commands.Saved.SAVED) {
                throw new IllegalStateException("command " + id + " was saved by somebody else");
            }
        }
        return commands.find(id).orElseThrow();
    }

    Instant instant() {
        return world.clock().instant();
    }
}
