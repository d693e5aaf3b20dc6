package io.botfleet.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.adapters.postgres.platform.PlatformDatabase;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Valid commands and as many that are junk, all of them before the first is worked on, on the real store: what waits is in the
 * database and not in the heap, and everybody is served. {@code -Dflood=10000} makes it ten thousand of each.
 */
class PostgresFloodTest {
    private static final String NAME = "test_flood";
    private static final PlatformDatabase PLATFORM = TestServer.database(NAME);
    private static final int EACH = Integer.getInteger("flood", 300);
    private static final int CLIENTS = 20;
    private static final int FLOODERS = 4;
    private static final int JUNK_BYTES = 48 << 10;
    /** Half of what the junk alone has, and enough for what the chain, Git and the cluster in memory grow by. */
    private static final long MOST_GROWTH = (long) EACH * JUNK_BYTES / 2;

    private final World world = new World();
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    private final PostgresStores stores = PostgresStores.emptied(PLATFORM, NAME);
    private final Platform platform = new Platform(
            world, "one", envelopes, stores.commands(), stores.inbox(), stores.settlements(), stores.leadership());

    @AfterAll
    static void closePool() {
        PLATFORM.close();
    }

    private static Address wallet(int number) {
        return new Address("0x%040x".formatted(number));
    }

    private static boolean isFlooder(Address wallet) {
        return Long.decode(wallet.hex()) > CLIENTS;
    }

    @Test
    void isWorkedOffFairlyWithoutBeingHeldInTheHeap() {
        world.clock().advance(Duration.between(world.clock().instant(), Instant.now()));
        byte[] noise = new byte[JUNK_BYTES];
        new Random(7).nextBytes(noise);
        Bytes junk = Bytes.of(noise);
        for (int one = 0; one < EACH; one++) {
            world.chain().submit(wallet(CLIENTS + 1 + one % FLOODERS), junk, 1_000_000);
        }
        for (int one = 0; one < EACH; one++) {
            boolean stops = one / CLIENTS % 3 == 2;
            platform.send(wallet(1 + one % CLIENTS), stops ? Platform.stop("now") : Platform.start("SampleStrategy"));
        }
        long before = heap();

        long most = 0;
        int depth = 0;
        for (int round = 0; round < 40 * EACH && (round < 10 || !isQuiet()); round++) {
            goOn();
            depth = Math.max(depth, depth());
            if (round % 20 == 5) {
                most = Math.max(most, heap() - before);
            }
        }

        List<Ended> commands = all();
        System.out.printf("flood on PostgreSQL: %d waited, the heap grew by %d KiB%n", depth, most >> 10);
        assertThat(depth).as("they waited").isEqualTo(2 * EACH);
        assertThat(most).isLessThan(MOST_GROWTH);
        assertThat(commands).hasSize(2 * EACH).allSatisfy(command -> {
            assertThat(command.stage()).isIn(Stage.APPROVED, Stage.ROLLED_BACK);
            assertThat(command.onChain()).isTrue();
        });
        assertThat(world.chain().escrows()).isEmpty();
        assertThat(commands.stream().filter(Ended::junk)).hasSize(EACH).allSatisfy(command -> {
            assertThat(command.reason()).contains(Reason.UNREADABLE);
            assertThat(command.prepared()).isFalse();
        });
        assertThat(new InMemoryTenants(world).ensured()).hasSize(CLIENTS);
        assertThatNobodyWaitedForTheFlooders(commands);
    }

    /** What is asked of a command: with their envelopes, all of them would be what the heap is not to hold. */
    private record Ended(
            CommandId id,
            ClientId client,
            boolean junk,
            Stage stage,
            boolean onChain,
            Optional<Reason> reason,
            boolean prepared) {
        static Ended of(Command command) {
            return new Ended(
                    command.id(),
                    command.client(),
                    isFlooder(command.submission().sender()),
                    command.stage(),
                    command.onChain().isPresent(),
                    command.ending().map(Ending::reason),
                    command.prepared().isPresent());
        }
    }

    private void goOn() {
        world.clock().advance(Duration.ofSeconds(1));
        world.chain().mine();
        world.cluster().reconcile();
        for (int step = 0; step < 3; step++) {
            platform.advance();
        }
        platform.step();
    }

    private int depth() {
        return platform.commands().backlog().stages().values().stream()
                .mapToInt(Math::toIntExact)
                .sum();
    }

    private boolean isQuiet() {
        return platform.commands().backlog().stages().isEmpty();
    }

    private static long heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private List<Ended> all() {
        List<Ended> all = new ArrayList<>();
        for (List<Command> page = page(all); !page.isEmpty(); page = page(all)) {
            page.forEach(command -> all.add(Ended.of(command)));
        }
        return all;
    }

    private List<Command> page(List<Ended> before) {
        return stores.views()
                .commands(
                        Optional.empty(),
                        before.isEmpty()
                                ? Optional.empty()
                                : Optional.of(before.getLast().id()),
                        500);
    }

    /** The flooders' came first; yet while every client had one command opened they got a few each. */
    private void assertThatNobodyWaitedForTheFlooders(List<Ended> commands) {
        Map<Long, ClientId> owners = new HashMap<>();
        Set<ClientId> flooders = new HashSet<>();
        commands.forEach(command -> {
            owners.put(command.id().number(), command.client());
            if (command.junk()) {
                flooders.add(command.client());
            }
        });
        Set<ClientId> served = new HashSet<>();
        Set<Long> junkBefore = new HashSet<>();
        for (JournalEntry entry : stores.views().journalAfter(0, Integer.MAX_VALUE)) {
            long command = entry.command().number();
            ClientId owner = owners.get(command);
            if (entry.stage() == Stage.QUEUED) {
                served.add(owner);
            }
            if (entry.stage() == Stage.REFUNDING && flooders.contains(owner) && served.size() < CLIENTS) {
                junkBefore.add(command);
            }
        }

        assertThat(served).hasSize(CLIENTS);
        assertThat(junkBefore).hasSizeLessThan(10 * FLOODERS);
    }
}
