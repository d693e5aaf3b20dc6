package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.InboxContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryInboxTest extends InboxContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
