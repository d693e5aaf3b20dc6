package io.botfleet.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Backlog;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.InMemoryTenants;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ten thousand valid commands and as many that are junk, all of them within ten seconds. */
class FloodTest {
    private static final int CLIENTS = 100;
    private static final int COMMANDS_EACH = 100;
    private static final int JUNK = 10_000;
    private static final Address FLOODER = wallet(1_000);
    private static final Set<Address> FLOODERS = Set.of(FLOODER, wallet(1_001), wallet(1_002), wallet(1_003));

    private final World world = new World();
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();
    private final Platform platform = new Platform(world, "one", envelopes);
    private final Map<Long, Backlog> depths = new HashMap<>();

    private static Address wallet(int number) {
        return new Address("0x%040x".formatted(number));
    }

    @Test
    void isWorkedOffFairlyAndTouchesNothingForJunk() {
        List<Runnable> flood = new ArrayList<>();
        for (int junk = 0; junk < JUNK; junk++) {
            Address sender = List.copyOf(FLOODERS).get(junk % FLOODERS.size());
            Bytes noise = Bytes.ofUtf8("noise " + junk);
            flood.add(() -> world.chain().submit(sender, noise, 1_000_000));
        }
        for (int command = 0; command < COMMANDS_EACH; command++) {
            boolean stops = command % 3 == 2;
            for (int client = 1; client <= CLIENTS; client++) {
                Address sender = wallet(client);
                flood.add(() -> platform.send(sender, stops ? Platform.stop("now") : Platform.start("SampleStrategy")));
            }
        }

        for (int from = 0; from < flood.size(); from += 2_000) {
            flood.subList(from, from + 2_000).forEach(Runnable::run);
            world.clock().advance(Duration.ofSeconds(1));
            world.chain().mine();
        }
        goOn(5);
        for (int second = 0; second < 600 && !isQuiet(); second++) {
            goOn(1);
        }

        List<Command> commands = world.database().commands();
        assertThat(commands).hasSize(2 * JUNK).allSatisfy(this::isSettledOnce);
        assertThat(world.chain().escrows()).isEmpty();
        assertThat(commands.stream().filter(FloodTest::isJunk)).hasSize(JUNK).allSatisfy(command -> {
            assertThat(command.ending().orElseThrow().reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(command.prepared()).isEmpty();
        });
        assertThat(new InMemoryTenants(world).ensured())
                .hasSize(CLIENTS)
                .doesNotContainAnyElementsOf(clientsOf(FLOODERS, commands));
        assertThat(depths.values().stream().mapToLong(FloodTest::depth).max().orElseThrow())
                .isGreaterThan(JUNK);
        assertThat(platform.commands().backlog().stages()).isEmpty();
        assertThatNobodyWaitedForTheFlooders(commands);
    }

    /** The flooders' ten thousand came first; yet while every client had one command opened they got a few each. */
    private void assertThatNobodyWaitedForTheFlooders(List<Command> commands) {
        Set<ClientId> flooders = clientsOf(FLOODERS, commands);
        List<JournalEntry> journal = new InMemoryCommandViews(world).journalAfter(0, Integer.MAX_VALUE);
        Map<Long, ClientId> owners = commands.stream()
                .collect(Collectors.toMap(command -> command.id().number(), Command::client));
        Set<ClientId> served = new TreeSet<>();
        long firstOfEverybody = journal.stream()
                .filter(entry -> entry.stage() == Stage.QUEUED)
                .filter(entry -> served.add(owners.get(entry.command().number())))
                .mapToLong(JournalEntry::sequence)
                .max()
                .orElseThrow();
        long junkBefore = journal.stream()
                .filter(entry -> entry.sequence() < firstOfEverybody)
                .filter(entry -> entry.stage() == Stage.REFUNDING)
                .map(JournalEntry::command)
                .filter(command -> flooders.contains(owners.get(command.number())))
                .distinct()
                .count();

        assertThat(served).hasSize(CLIENTS);
        System.out.printf("flood: %d junk commands were refused before every client had been served%n", junkBefore);
        assertThat(junkBefore).isLessThan(10L * FLOODERS.size());
    }

    private void goOn(int seconds) {
        for (int second = 0; second < seconds; second++) {
            world.clock().advance(Duration.ofSeconds(1));
            world.chain().mine();
            world.cluster().reconcile();
            for (int round = 0; round < 5; round++) {
                platform.step();
            }
            depths.put(
                    world.clock().instant().getEpochSecond(),
                    platform.commands().backlog());
        }
    }

    private boolean isQuiet() {
        return platform.commands().backlog().stages().isEmpty();
    }

    private static long depth(Backlog backlog) {
        return backlog.stages().values().stream().mapToLong(Long::longValue).sum();
    }

    private void isSettledOnce(Command command) {
        assertThat(command.stage()).isIn(Stage.APPROVED, Stage.ROLLED_BACK);
        assertThat(command.onChain()).isPresent();
    }

    private static boolean isJunk(Command command) {
        return FLOODERS.contains(command.submission().sender());
    }

    private static Set<ClientId> clientsOf(Set<Address> wallets, List<Command> commands) {
        return commands.stream()
                .filter(command -> wallets.contains(command.submission().sender()))
                .map(Command::client)
                .collect(Collectors.toSet());
    }
}
