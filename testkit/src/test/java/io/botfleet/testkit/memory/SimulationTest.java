package io.botfleet.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Evidence;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.Cluster.Behaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two replicas on one world in which parts stop, blocks are taken back, clients change their minds and time jumps; in
 * the end every command is settled once, as its evidence says, and what runs is what was approved last.
 */
class SimulationTest {
    private static final int CLIENTS = 4;
    private static final int SECONDS = 400;
    private static final int SECONDS_TO_SETTLE = 1_500;
    private static final List<World.Part> PARTS = List.of(World.Part.values());
    private static final String EXCHANGE_KEY = "planted-exchange-key";
    private static final List<String> STRATEGIES =
            List.of("SampleStrategy", "SampleStrategy", "OtherStrategy", "NoSuchStrategy", "Slow", "Liar", "Still");

    private final World world = new World();
    private long highestFinal;
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    private final List<Platform> replicas = new ArrayList<>();
    private final List<Bytes> sent = new ArrayList<>();
    private final Map<World.Part, Integer> stoppedFor = new HashMap<>();

    /** What happened in any of the runs: a simulation in which nothing goes wrong shows nothing. */
    private static final Set<String> SEEN = new TreeSet<>();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 16);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void settlesEveryCommandOnceAndRunsWhatWasApprovedLast(long seed) {
        Random random = new Random(seed);
        replicas.add(new Platform(world, "one", envelopes));
        replicas.add(new Platform(world, "two", envelopes));
        world.cluster().strategy("Slow", new Behaviour.NeverReady());
        world.cluster().strategy("Liar", new Behaviour.RunsAnother("OtherStrategy"));
        world.cluster().strategy("Still", new Behaviour.StandsStill());

        for (int second = 0; second < SECONDS; second++) {
            if (random.nextInt(15) == 0) {
                send(random);
            }
            disturb(random);
            goOn(random);
        }
        PARTS.forEach(world::restart);
        for (int second = 0; second < SECONDS_TO_SETTLE && !isQuiet(); second++) {
            goOn(random);
        }

        List<Command> commands = commands();
        remember(commands);
        assertThat(commands).hasSameSizeAs(world.chain().submissions());
        assertThat(commands).allSatisfy(this::assertSettledAsItsEvidenceSays);
        for (int client = 1; client <= CLIENTS; client++) {
            assertRunsWhatWasApprovedLast(new ClientId(client), commands);
        }
        assertThat(world.git().commits())
                .flatExtracting(commit -> List.copyOf(commit.tree().values()))
                .noneMatch(file -> file.utf8().contains(EXCHANGE_KEY));
    }

    @AfterAll
    static void wentThroughEverythingThatCanHappen() {
        assertThat(SEEN)
                .contains("approved start", "approved stop", "APPROVED", "ROLLED_BACK", "RECLAIMED", "ORPHANED")
                .contains("UNREADABLE", "DUPLICATE", "EXPIRED", "SUPERSEDED", "TIMEOUT", "NOTHING_TO_STOP")
                .contains("EXECUTION_FAILED", "MISMATCH", "reopened");
    }

    private void remember(List<Command> commands) {
        for (Command command : commands) {
            SEEN.add(command.stage().name());
            command.ending().ifPresent(ending -> SEEN.add(ending.reason().name()));
            if (command.stage() == Stage.APPROVED) {
                SEEN.add("approved " + command.order().orElseThrow().type());
            }
        }
        Map<CommandId, Stage> before = new HashMap<>();
        for (JournalEntry step : world.database().journal) {
            SEEN.add(step.stage().name());
            Stage former = before.put(step.command(), step.stage());
            if (former != null && Stage.ENDED.contains(former) && former != step.stage()) {
                SEEN.add("reopened");
            }
        }
    }

    private void send(Random random) {
        Address wallet = wallet(1 + random.nextInt(CLIENTS));
        switch (random.nextInt(12)) {
            case 0 -> submit(wallet, Bytes.ofUtf8("noise " + random.nextInt(5)));
            case 1 -> submit(wallet, sent.isEmpty() ? Bytes.EMPTY : sent.get(random.nextInt(sent.size())));
            case 2, 3, 4 ->
                submit(
                        wallet,
                        seal(
                                random,
                                wallet,
                                Platform.stop(List.of("drain", "exit", "now").get(random.nextInt(3)))));
            default ->
                submit(
                        wallet,
                        seal(
                                random,
                                wallet,
                                Platform.start(STRATEGIES.get(random.nextInt(STRATEGIES.size())))
                                        .with(
                                                "credentials",
                                                Json.EMPTY
                                                        .with("apiKey", Json.of(EXCHANGE_KEY))
                                                        .with("secretKey", Json.of(EXCHANGE_KEY)))));
        }
    }

    private Bytes seal(Random random, Address wallet, Json.Members command) {
        return envelopes.seal(
                wallet,
                Json.EMPTY
                        .with("version", Json.of(1))
                        // From a small set, so that some are repeats.
                        .with("commandKey", Json.of("%032x".formatted(random.nextInt(60))))
                        .with("notAfter", Json.of(world.clock().instant().getEpochSecond() + random.nextInt(120)))
                        .with("command", command));
    }

    private void submit(Address wallet, Bytes envelope) {
        sent.add(envelope);
        world.chain().submit(wallet, envelope, 1_000_000);
    }

    private void disturb(Random random) {
        if (random.nextInt(40) == 0) {
            World.Part part = PARTS.get(random.nextInt(PARTS.size()));
            world.stop(part);
            stoppedFor.put(part, 1 + random.nextInt(25));
        }
        stoppedFor.replaceAll((_, seconds) -> seconds - 1);
        stoppedFor.forEach((part, seconds) -> {
            if (seconds <= 0) {
                world.restart(part);
            }
        });
        if (random.nextInt(40) == 0) {
            world.chain().drop(reorganisable(1 + random.nextInt(4)), true);
        }
        if (random.nextInt(150) == 0) {
            world.clock().advance(Duration.ofMinutes(random.nextInt(8)));
        }
        if (random.nextInt(200) == 0) {
            goAwayUntilClientsReclaim();
        }
        if (random.nextInt(60) == 0) {
            // Killed and started again: another name, and what it had leased stays leased until that ends.
            int which = random.nextInt(replicas.size());
            replicas.set(which, new Platform(world, "restarted " + random.nextInt(), envelopes));
        }
    }

    /** The platform stands still past every deadline, while the chain and the cluster go on. */
    private void goAwayUntilClientsReclaim() {
        world.clock().advance(Chain.WINDOW.plusSeconds(1));
        world.chain().mine();
        world.chain().submissions().stream()
                .filter(submission -> world.chain().escrow(submission.id()).isPresent())
                .forEach(submission -> world.chain().reclaim(submission.id()));
        world.chain().mine();
        world.cluster().reconcile();
    }

    /**
     * How many of the last blocks can be taken back so that the same transactions come again in the same order: commands
     * keep their numbers then. What was final stays: a chain that takes that back is read no further.
     */
    private int reorganisable(int most) {
        long latest = world.chain().latest().ref().number();
        int depth = 0;
        int withTransactions = 0;
        while (depth < most && latest - depth > Math.max(1, highestFinal)) {
            Chain.Block block = world.chain().after(latest - depth - 1).getFirst();
            withTransactions += block.transactions().isEmpty() ? 0 : 1;
            if (withTransactions > 1 || (withTransactions == 1 && world.chain().hasPending())) {
                break;
            }
            depth++;
        }
        return depth;
    }

    private void goOn(Random random) {
        world.clock().advance(Duration.ofSeconds(1));
        if (random.nextInt(10) > 0) {
            world.chain().mine();
        }
        highestFinal = Math.max(highestFinal, world.chain().finalised().ref().number());
        if (!world.isDown(World.Part.CLUSTER)) {
            world.cluster().reconcile();
        }
        for (Platform replica : replicas) {
            if (random.nextInt(10) > 0) {
                try {
                    replica.step();
                } catch (Conflict overtaken) {
                    // What another replica did first is looked at again in the next round.
                } catch (PortFailure away) {
                    // Where another branch is still shorter, the node's finality is behind for a moment.
                    boolean behind = world.chain().finalised().ref().number() < highestFinal;
                    assertThat(behind || PARTS.stream().anyMatch(world::isDown))
                            .as(away.what())
                            .isTrue();
                }
            }
        }
    }

    private boolean isQuiet() {
        return commands().size() == world.chain().submissions().size()
                && commands().stream()
                        .allMatch(command -> Stage.ENDED.contains(command.stage())
                                && command.onChain().filter(OnChain::finalised).isPresent());
    }

    private void assertSettledAsItsEvidenceSays(Command command) {
        OnChain fact =
                world.chain().outcome(command.id()).orElseThrow(() -> new AssertionError("unsettled: " + command));
        assertThat(command.stage())
                .as("%s", command)
                .isEqualTo(
                        switch (fact.outcome()) {
                            case APPROVED -> Stage.APPROVED;
                            case ROLLED_BACK -> Stage.ROLLED_BACK;
                            case RECLAIMED -> Stage.RECLAIMED;
                        });
        if (fact.outcome() == OnChain.Outcome.RECLAIMED) {
            return;
        }
        Evidence evidence = command.evidence().orElseThrow();
        assertThat(CanonicalJson.sha256(evidence.document())).isEqualTo(evidence.digest());
        assertThat(evidence.document().utf8()).doesNotContain(EXCHANGE_KEY);
        assertThat(evidence.decision().reasonCode()).isEqualTo(fact.reasonCode());
        assertThat(evidence.decision() instanceof Decision.Approve)
                .isEqualTo(fact.outcome() == OnChain.Outcome.APPROVED);
    }

    private void assertRunsWhatWasApprovedLast(ClientId client, List<Command> commands) {
        Optional<Command> newest = commands.stream()
                .filter(command -> command.client().equals(client) && command.stage() == Stage.APPROVED)
                .max(Comparator.comparing(Command::id));
        Optional<Bytes> values = newest.flatMap(Command::prepared).flatMap(Prepared::content);
        Optional<CommandId> runs = newest.filter(command -> command.order().orElseThrow() instanceof StartTrading)
                .map(Command::id);
        world.cluster().reconcile();
        Observation.Seen seen = (Observation.Seen) world.cluster().observe(WorkloadId.ofBot(client));

        assertThat(Optional.ofNullable(world.git().tree().get(RepositoryPath.ofBot(client))))
                .as("the file of %s after %s", client, newest)
                .isEqualTo(values);
        assertThat(seen.pod().flatMap(Pod::command)).isEqualTo(runs);
    }

    private List<Command> commands() {
        return world.chain().submissions().stream()
                .flatMap(submission -> replicas.getFirst().commands().find(submission.id()).stream())
                .toList();
    }

    private static Address wallet(int number) {
        return new Address("0x" + String.valueOf(number).repeat(40));
    }
}
