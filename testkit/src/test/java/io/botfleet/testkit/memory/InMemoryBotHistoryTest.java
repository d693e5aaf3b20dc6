package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.BotHistoryContract;
import io.botfleet.testkit.contract.Stores;

class InMemoryBotHistoryTest extends BotHistoryContract {
    @Override
    protected Stores open() {
        return new InMemoryStores(new World());
    }
}
