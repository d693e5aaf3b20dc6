package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.testkit.contract.EnvelopesContract;
import java.security.SecureRandom;

class HpkeEnvelopesContractTest extends EnvelopesContract {
    private final EncryptionKeys keys = EncryptionKeys.generate(new SecureRandom());

    @Override
    protected Envelopes envelopes() {
        return new HpkeEnvelopes(keys);
    }

    @Override
    protected Bytes sealed(String text, Binding binding) {
        return new EnvelopeSealer(keys.publicKeys().getLast()).seal(Bytes.ofUtf8(text), binding);
    }
}
