package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.application.command.Envelopes.Opened;
import io.botfleet.application.command.Envelopes.Refused;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link Envelopes} keeps to. */
public abstract class EnvelopesContract {
    private static final Address SENDER = address(0x22);
    private static final String SECRET = "planted-secret";
    private static final Json.Members PAYLOAD = Json.EMPTY.with("a", Json.of(1)).with("text", Json.of("é " + SECRET));

    protected abstract Envelopes envelopes();

    /** The gateway that {@link #sealed} seals for. */
    protected abstract Gateway gateway();

    /** Seals a payload to the adapter's own key, for one sender. */
    protected abstract Bytes sealed(Json payload, Address sender);

    @Test
    void opensWhatWasSealed() {
        assertThat(envelopes().open(sealed(PAYLOAD, SENDER), binding())).isEqualTo(new Opened(PAYLOAD));
    }

    @Test
    void opensTheSameEnvelopeAgainWithTheSameResult() {
        Bytes envelope = sealed(PAYLOAD, SENDER);
        assertThat(envelopes().open(envelope, binding())).isEqualTo(envelopes().open(envelope, binding()));
    }

    @Test
    void sealsTheSamePayloadDifferentlyEachTime() {
        assertThat(sealed(PAYLOAD, SENDER)).isNotEqualTo(sealed(PAYLOAD, SENDER));
    }

    @Test
    void opensForNoOtherSender() {
        assertUnreadable(sealed(PAYLOAD, SENDER), new Binding(gateway(), address(0x23)));
    }

    @Test
    void opensForNoOtherChain() {
        Gateway other = new Gateway(gateway().chainId() + 1, gateway().address());
        assertUnreadable(sealed(PAYLOAD, SENDER), new Binding(other, SENDER));
    }

    @Test
    void opensForNoOtherContract() {
        Gateway other = new Gateway(gateway().chainId(), address(0x12));
        assertUnreadable(sealed(PAYLOAD, SENDER), new Binding(other, SENDER));
    }

    @Test
    void refusesNoiseOfAnySize() {
        Random random = new Random(1);
        for (int size = 0; size < 600; size++) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            assertUnreadable(Bytes.of(noise), binding());
        }
    }

    @Test
    void printsNothingOfTheContent() {
        assertThat(envelopes().open(sealed(PAYLOAD, SENDER), binding()))
                .asString()
                .doesNotContain(SECRET);
    }

    private Binding binding() {
        return new Binding(gateway(), SENDER);
    }

    private void assertUnreadable(Bytes envelope, Binding binding) {
        assertThat(envelopes().open(envelope, binding))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.kind()).isEqualTo(Refused.Kind.UNREADABLE));
    }

    private static Address address(int lastByte) {
        return new Address("0x%040x".formatted(lastByte));
    }
}
