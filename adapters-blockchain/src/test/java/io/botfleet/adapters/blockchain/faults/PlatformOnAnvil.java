package io.botfleet.adapters.blockchain.faults;

import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.application.chain.ChainHead;
import io.botfleet.application.command.AdvancingCommands;
import io.botfleet.application.command.CommittingChanges;
import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.IngestingBlocks;
import io.botfleet.application.command.Policy;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.settlement.SettlingCommands;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.InMemoryBacktests;
import io.botfleet.testkit.memory.InMemoryBots;
import io.botfleet.testkit.memory.InMemoryCommands;
import io.botfleet.testkit.memory.InMemoryGitOpsRepository;
import io.botfleet.testkit.memory.InMemoryInbox;
import io.botfleet.testkit.memory.InMemoryLeadership;
import io.botfleet.testkit.memory.InMemorySecretSealer;
import io.botfleet.testkit.memory.InMemorySettlements;
import io.botfleet.testkit.memory.InMemoryTenantSecrets;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.InMemoryValuesSchema;
import io.botfleet.testkit.memory.InMemoryWorkloads;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.Optional;

/**
 * The platform's use cases on a real chain, everything else in memory. No envelope opens, so that every command ends as
 * a refund; a block is final when two more are on top of it, and {@value #CONFIRMATIONS} of them count as deep enough.
 */
final class PlatformOnAnvil implements AutoCloseable {
    static final int CONFIRMATIONS = 2;

    private static final Replica REPLICA = new Replica("on anvil");
    private static final Duration TERM = Duration.ofDays(1_000);
    private static final Policy POLICY = new Policy(
            CONFIRMATIONS,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            100,
            2,
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ZERO);

    private final World world = new World();
    private final GatewayOnAnvil chain;
    private final InMemoryLeadership leadership = new InMemoryLeadership(world);
    private final InMemoryCommands commands = new InMemoryCommands(world);
    private final InMemoryInbox inbox = new InMemoryInbox(world);
    private final IngestingBlocks ingesting;
    private final AdvancingCommands advancing;
    private final CommittingChanges committing;
    private final InMemorySettlements settlements = new InMemorySettlements(world);
    private final SettlingCommands settling;

    /** @param finality how many blocks on top make one final; anvil knows even numbers only */
    PlatformOnAnvil(int finality) {
        chain = new GatewayOnAnvil("--slots-in-an-epoch=" + finality / 2);
        InMemoryGitOpsRepository repository = new InMemoryGitOpsRepository(world);
        Envelopes closed =
                (_, _) -> new Envelopes.Refused(Envelopes.Refused.Kind.UNREADABLE, "noise: " + Reason.UNREADABLE);
        ingesting = new IngestingBlocks(chain.log(), inbox, POLICY);
        advancing = new AdvancingCommands(
                commands,
                chain.log(),
                chain.ledger(),
                inbox,
                closed,
                new InMemoryTenants(world),
                new InMemoryTenantSecrets(),
                new InMemorySecretSealer(world),
                repository,
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryBacktests(world),
                World.REPORTS,
                chain.deployed().gateway(),
                POLICY,
                world.clock(),
                () -> Bytes.ofHex("5a".repeat(32)));
        committing = new CommittingChanges(
                commands,
                chain.log(),
                chain.ledger(),
                inbox,
                repository,
                new InMemoryValuesSchema(),
                new InMemoryWorkloads(world),
                new InMemoryBots(world),
                new InMemoryTenantSecrets(),
                chain.deployed().gateway(),
                POLICY,
                world.clock(),
                () -> Bytes.ofHex("5b".repeat(32)));
        settling = new SettlingCommands(commands, inbox, settlements, chain.ledger(), POLICY, world.clock());
        // So that no test takes back the block that created the gateway.
        chain.mine(12);
        keepTime();
    }

    GatewayOnAnvil chain() {
        return chain;
    }

    InMemoryInbox inbox() {
        return inbox;
    }

    /** The clock here and the chain's agree, as NTP sees to elsewhere. */
    void keepTime() {
        ChainHead head = chain.log().head();
        Duration behind = Duration.between(world.clock().instant(), head.at());
        world.clock().advance(behind.isNegative() ? Duration.ofSeconds(1) : behind.plusSeconds(1));
    }

    void passTime(Duration time) {
        world.clock().advance(time);
    }

    private Fence fence(Role role) {
        return leadership.hold(role, REPLICA, TERM).orElseThrow();
    }

    /** Reads the chain to its end, or to where somebody else has to do something first. */
    void ingest() {
        try {
            while (ingesting.ingest(fence(Role.CHAIN_READER)) == IngestingBlocks.Progress.MORE) {
                // Until it is up to date.
            }
        } catch (Conflict comeAgain) {
            world.clock().advance(Duration.ofSeconds(1));
        }
    }

    /** One round of every loop. */
    void step() {
        work();
        settle();
    }

    private void work() {
        keepTime();
        world.cluster().reconcile();
        ingest();
        advancing.advance(REPLICA, 100, Duration.ofSeconds(10));
        committing.commit(fence(Role.GIT_WRITER), REPLICA, 100, Duration.ofSeconds(10));
    }

    void workWithoutSettling() {
        chain.mine(1);
        work();
    }

    InMemorySettlements settlements() {
        return settlements;
    }

    /** As if it had been settled that this nonce is not needed. */
    void giveUp(Settlement settlement) {
        settlements.close(fence(Role.SETTLER), settlement);
    }

    int settle() {
        return settling.settle(fence(Role.SETTLER));
    }

    /** Rounds with a block each. */
    void run(int rounds) {
        for (int round = 0; round < rounds; round++) {
            chain.mine(1);
            step();
        }
    }

    Optional<Command> find(long id) {
        return commands.find(new CommandId(id));
    }

    Command command(long id) {
        return find(id).orElseThrow();
    }

    @Override
    public void close() {
        chain.close();
    }
}
