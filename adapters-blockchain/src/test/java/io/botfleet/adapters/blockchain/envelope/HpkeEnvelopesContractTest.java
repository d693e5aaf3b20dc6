package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import io.botfleet.testkit.contract.EnvelopesContract;
import java.security.SecureRandom;

class HpkeEnvelopesContractTest extends EnvelopesContract {
    private final EncryptionKeys keys = EncryptionKeys.generate(new SecureRandom());

    @Override
    protected Envelopes envelopes() {
        return new HpkeEnvelopes(keys);
    }

    @Override
    protected Gateway gateway() {
        return new Gateway(31337, new Address("0x" + "11".repeat(20)));
    }

    @Override
    protected Bytes sealed(Json payload, Address sender) {
        return new EnvelopeSealer(keys.publicKeys().getLast()).seal(payload, new Binding(gateway(), sender));
    }
}
