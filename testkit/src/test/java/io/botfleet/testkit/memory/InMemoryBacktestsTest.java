package io.botfleet.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.testkit.contract.BacktestsContract;
import io.botfleet.testkit.contract.Stores;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryBacktestsTest extends BacktestsContract {
    private final World world = new World();

    @Override
    protected Stores open() {
        return new InMemoryStores(world);
    }

    @Test
    void goesBackToWhatABackupKnowsOfOutcomes() {
        Outcome before = outcome(1);
        world.database().outcomes.put(before.command(), before);
        Database.Copy copy = world.database().copy();
        world.database().outcomes.put(new CommandId(2), outcome(2));

        world.database().restore(copy);

        assertThat(stores().backtests().of(before.command())).contains(before);
        assertThat(stores().backtests().of(new CommandId(2))).isEmpty();
    }

    private static Outcome outcome(long command) {
        return Outcome.without(
                Outcome.End.LOST, new CommandId(command), new ClientId(1), "it is not there", Instant.EPOCH);
    }
}
