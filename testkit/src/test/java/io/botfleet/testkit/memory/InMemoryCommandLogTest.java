package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.ChainUnderTest;
import io.botfleet.testkit.contract.CommandLogContract;

class InMemoryCommandLogTest extends CommandLogContract {
    @Override
    protected ChainUnderTest chain() {
        return new InMemoryChain();
    }
}
