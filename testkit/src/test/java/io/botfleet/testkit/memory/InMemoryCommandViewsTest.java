package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.CommandViewsContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryCommandViewsTest extends CommandViewsContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
