package io.botfleet.testkit.memory;

import io.botfleet.testkit.contract.ChainUnderTest;
import io.botfleet.testkit.contract.SettlementLedgerContract;

class InMemorySettlementLedgerTest extends SettlementLedgerContract {
    @Override
    protected ChainUnderTest chain() {
        return new InMemoryChain();
    }
}
