package io.botfleet.application;

import io.botfleet.application.bot.ShowingBots;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.DrainingBots;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.Policy;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.Entry;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import io.botfleet.testkit.memory.InMemoryBacktests;
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
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The use cases one by one on a world in memory, each by hand, with any port taken by another that fails. */
final class Bench {
    static final Replica REPLICA = new Replica("bench");
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration TERM = Duration.ofDays(1);

    final World world = new World();
    final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    final InMemoryCommands commands = new InMemoryCommands(world);
    final InMemoryInbox inbox = new InMemoryInbox(world);
    final InMemoryBacktests backtests = new InMemoryBacktests(world);
    final InMemorySettlements settlements = new InMemorySettlements(world);
    /** The same for all, since no two seals of one secret are the same. */
    private final InMemorySecretSealer sealer = new InMemorySecretSealer(world);

    /** What the chart is taken to say; a test may put another in its place. */
    ValuesSchema schema = new InMemoryValuesSchema();
    /** How the cluster is seen; a test may put something in front of it. */
    Workloads workloads = new InMemoryWorkloads(world);

    private final InMemoryLeadership leadership = new InMemoryLeadership(world);
    private int keys;

    Fence fence(Role role) {
        return leadership.hold(role, REPLICA, TERM).orElseThrow();
    }

    void submit(Address wallet, Json.Members command) {
        keys++;
        Json.Members payload = Json.EMPTY
                .with("version", Json.of(1))
                .with("commandKey", Json.of("%032x".formatted(keys)))
                .with("notAfter", Json.of(world.clock().instant().getEpochSecond() + 3600))
                .with("command", command);
        world.chain().submit(wallet, envelopes.seal(wallet, payload), 1_000_000);
    }

    IngestingBlocks ingesting() {
        return new IngestingBlocks(new InMemoryCommandLog(world), inbox, Platform.POLICY);
    }

    void ingest() {
        while (ingesting().ingest(fence(Role.CHAIN_READER)) == IngestingBlocks.Progress.MORE) {
            // Until it is up to date.
        }
    }

    AdvancingCommands advancing(Envelopes opening, Policy policy) {
        return advancing(opening, policy, world.clock());
    }

    AdvancingCommands advancing(Envelopes opening, Policy policy, Clock clock) {
        return new AdvancingCommands(
                commands,
                new InMemoryCommandLog(world),
                ledger(),
                inbox,
                opening,
                new InMemoryTenants(world),
                new InMemoryTenantSecrets(),
                sealer,
                new InMemoryGitOpsRepository(world),
                workloads,
                new InMemoryBots(world),
                backtests,
                World.REPORTS,
                World.GATEWAY,
                policy,
                clock,
                () -> Bytes.ofHex("5a".repeat(32)));
    }

    void advance() {
        advancing(envelopes, Platform.POLICY).advance(REPLICA, 100, LEASE);
    }

    CommittingChanges committing(GitOpsRepository repository) {
        return committing(repository, world.clock());
    }

    private CommittingChanges committing(GitOpsRepository repository, Clock clock) {
        return new CommittingChanges(
                commands,
                new InMemoryCommandLog(world),
                ledger(),
                inbox,
                repository,
                schema,
                workloads,
                new InMemoryBots(world),
                new InMemoryTenantSecrets(),
                World.GATEWAY,
                Platform.POLICY,
                clock,
                () -> Bytes.ofHex("5b".repeat(32)));
    }

    /** By a replica with another clock. */
    void commitWith(Clock clock) {
        committing(new InMemoryGitOpsRepository(world), clock).commit(fence(Role.GIT_WRITER), REPLICA, 100, LEASE);
    }

    void commit() {
        committing(new InMemoryGitOpsRepository(world)).commit(fence(Role.GIT_WRITER), REPLICA, 100, LEASE);
    }

    SettlingCommands settling(SettlementLedger ledger) {
        return new SettlingCommands(commands, inbox, settlements, ledger, Platform.POLICY, world.clock());
    }

    DrainingBots draining() {
        return draining(new InMemoryGitOpsRepository(world));
    }

    DrainingBots draining(GitOpsRepository repository) {
        return new DrainingBots(commands, repository, workloads, new InMemoryBots(world), new InMemoryTenantSecrets());
    }

    InMemorySettlementLedger ledger() {
        return new InMemorySettlementLedger(world);
    }

    /** Time, the chain and the cluster go on, and everything but the named roles' work is done. */
    void run(int seconds) {
        for (int second = 0; second < seconds; second++) {
            world.cluster().reconcile();
            runBesideTheCluster(1);
        }
    }

    /** As {@link #run}, but the cluster takes up nothing that is new in Git. */
    void runBesideTheCluster(int seconds) {
        for (int second = 0; second < seconds; second++) {
            tick();
            world.chain().mine();
            ingest();
            advance();
            commit();
        }
    }

    /** One command of each of so many clients whose verdict is to roll back, since there is nothing to stop. */
    void refuse(int clients) {
        for (int client = 1; client <= clients; client++) {
            submit(wallet(client), Platform.stop("now"));
        }
        run(8);
    }

    /** A verdict that reaches the chain without this store: of an older copy of it, or of another one with the same key. */
    void settleElsewhere(long id, Decision decision) {
        Submission submission = world.chain().submissions().get((int) id - 1);
        Entry entry = new Entry(submission.id(), submission.tag(), decision, submission.transaction());
        SettlementLedger elsewhere = ledger();
        elsewhere.send(elsewhere
                .sign(
                        List.of(entry),
                        elsewhere.account().nextNonce(),
                        elsewhere.fees(),
                        world.clock().instant())
                .latest());
        world.chain().mine();
    }

    /** As {@link #run}, with the verdicts settled too. */
    void runAll(int seconds) {
        for (int second = 0; second < seconds; second++) {
            run(1);
            settling(ledger()).settle(fence(Role.SETTLER));
        }
    }

    /** A cluster of which nothing else is seen than this. */
    Workloads seeing(Observation observation) {
        Workloads inner = new InMemoryWorkloads(world);
        return new Workloads() {
            @Override
            public Observation observe(WorkloadId workload) {
                return observation;
            }

            @Override
            public void onChange(Consumer<WorkloadId> wakeUp) {
                inner.onChange(wakeUp);
            }

            @Override
            public void remove(WorkloadId workload, Predicate<CommitId> holdsRemoval) {
                inner.remove(workload, holdsRemoval);
            }

            @Override
            public List<String> logs(WorkloadId workload, int lines) {
                return inner.logs(workload, lines);
            }

            @Override
            public Stream<String> follow(WorkloadId workload, int lines) {
                return inner.follow(workload, lines);
            }
        };
    }

    static OpenTrade openTrade() {
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

    BotState bot(int client) {
        return new ShowingBots(commands, workloads, new InMemoryBots(world), new InMemoryTenantSecrets(), world.clock())
                .show(new ClientId(client))
                .state();
    }

    void tick() {
        world.clock().advance(Duration.ofSeconds(1));
    }

    Command command(long id) {
        return commands.find(new CommandId(id)).orElseThrow();
    }

    static Address wallet(int number) {
        return new Address("0x%040x".formatted(number));
    }
}
