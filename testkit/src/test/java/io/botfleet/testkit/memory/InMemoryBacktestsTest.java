package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.BacktestsContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryBacktestsTest extends BacktestsContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
