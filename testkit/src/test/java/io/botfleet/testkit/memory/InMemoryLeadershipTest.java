package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.LeadershipContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryLeadershipTest extends LeadershipContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
