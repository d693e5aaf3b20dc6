package io.botfleet.testkit.memory;

import io.botfleet.application.command.Envelopes;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import io.botfleet.testkit.contract.EnvelopesContract;

class InMemoryEnvelopesTest extends EnvelopesContract {
    private final InMemoryEnvelopes envelopes = new InMemoryEnvelopes();

    @Override
    protected Envelopes envelopes() {
        return envelopes;
    }

    @Override
    protected Gateway gateway() {
        return World.GATEWAY;
    }

    @Override
    protected Bytes sealed(Json payload, Address sender) {
        return envelopes.seal(sender, payload);
    }
}
