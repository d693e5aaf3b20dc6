package io.botfleet.adapters.blockchain.settlement;

import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.testkit.contract.ChainUnderTest;
import io.botfleet.testkit.contract.SettlementLedgerContract;

class EvmSettlementLedgerContractTest extends SettlementLedgerContract {
    @Override
    protected ChainUnderTest chain() {
        return new GatewayOnAnvil();
    }
}
