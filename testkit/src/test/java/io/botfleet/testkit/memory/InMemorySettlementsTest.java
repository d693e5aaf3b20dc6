package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.SettlementsContract;
import io.botfleet.testkit.contract.Stores;

class InMemorySettlementsTest extends SettlementsContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
