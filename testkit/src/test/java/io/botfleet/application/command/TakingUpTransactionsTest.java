package io.botfleet.application.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.command.TakingUpTransactions.Carried;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.memory.InMemoryCommandLog;
import io.botfleet.testkit.memory.InMemoryCommandViews;
import io.botfleet.testkit.memory.InMemoryEnvelopes;
import io.botfleet.testkit.memory.Platform;
import io.botfleet.testkit.memory.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TakingUpTransactionsTest {
    private static final Address ANN = new Address("0x" + "a".repeat(40));
    private static final CommandId FIRST = new CommandId(1);

    private final World world = new World();
    private final Platform platform = new Platform(world, "one", new InMemoryEnvelopes());
    private final TakingUpTransactions takingUp =
            new TakingUpTransactions(new InMemoryCommandLog(world), new InMemoryCommandViews(world));

    @Test
    void doesNotKnowATransactionThatWasNeverSent() {
        assertThat(takingUp.takeUp(new Hash("0x" + "1".repeat(64)))).isEqualTo(new TakingUpTransactions.Unknown());
    }

    @Test
    void seesATransactionThatWaitsForABlock() {
        assertThat(takingUp.takeUp(send())).isEqualTo(new TakingUpTransactions.Pending());
    }

    @Test
    void findsACommandBeforeItIsTakenIn() {
        Hash transaction = send();
        world.chain().mine();

        assertThat(takingUp.takeUp(transaction)).isEqualTo(takenUp(Optional.empty()));
    }

    @Test
    void tellsTheStageOfACommandThatWasTakenIn() {
        Hash transaction = send();
        platform.run(30);

        assertThat(takingUp.takeUp(transaction)).isEqualTo(takenUp(Optional.of(Stage.APPROVED)));
    }

    @Test
    void findsNoCommandInAnotherTransaction() {
        platform.send(ANN, Platform.start("NoSuchStrategy"));
        world.chain().mine();
        world.clock().advance(Duration.ofHours(1));
        Hash reclaim = world.chain().reclaim(FIRST);
        var block = world.chain().mine();

        assertThat(takingUp.takeUp(reclaim)).isEqualTo(new TakingUpTransactions.CarriesNone(block, true));
    }

    @Test
    void saysNothingOfAnotherTransactionsCommandAfterAReorganisation() {
        send();
        platform.run(5);
        world.chain().drop(6, false);
        Hash other = send();
        world.chain().mine();

        assertThat(takingUp.takeUp(other)).isEqualTo(takenUp(Optional.empty()));
    }

    @Test
    void failsWhileTheNodeOrTheStoreIsAway() {
        Hash transaction = send();
        world.chain().mine();
        world.stop(World.Part.DATABASE);
        assertThatThrownBy(() -> takingUp.takeUp(transaction)).isInstanceOf(Unavailable.class);
        world.restart(World.Part.DATABASE);
        world.stop(World.Part.CHAIN);
        assertThatThrownBy(() -> takingUp.takeUp(transaction)).isInstanceOf(Unavailable.class);
    }

    private Hash send() {
        return platform.send(ANN, Platform.start("SampleStrategy"));
    }

    private static TakingUpTransactions.TakenUp takenUp(Optional<Stage> stage) {
        return new TakingUpTransactions.TakenUp(List.of(new Carried(FIRST, stage)));
    }
}
