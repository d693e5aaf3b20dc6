package io.botfleet.adapters.blockchain.log;

import io.botfleet.adapters.blockchain.devnet.GatewayOnAnvil;
import io.botfleet.testkit.contract.ChainUnderTest;
import io.botfleet.testkit.contract.CommandLogContract;

class EvmCommandLogContractTest extends CommandLogContract {
    @Override
    protected ChainUnderTest chain() {
        return new GatewayOnAnvil();
    }
}
