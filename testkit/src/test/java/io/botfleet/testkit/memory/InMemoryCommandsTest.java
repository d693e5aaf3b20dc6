package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.CommandsContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryCommandsTest extends CommandsContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
