package io.botfleet.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.botfleet.application.command.Envelopes;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.application.command.Envelopes.Opened;
import io.botfleet.application.command.Envelopes.Opening;
import io.botfleet.application.command.Envelopes.Refused;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Envelopes} keeps to. */
public abstract class EnvelopesContract {
    private static final Gateway GATEWAY = new Gateway(31337, address(0x11));
    private static final Binding BINDING = new Binding(GATEWAY, address(0x22));
    private static final String SECRET = "planted-secret";

    protected abstract Envelopes envelopes();

    /** Seals UTF-8 text, well-formed JSON or not, to the adapter's own key. */
    protected abstract Bytes sealed(String text, Binding binding);

    @Test
    void opensWhatWasSealed() {
        Opening opening = envelopes().open(sealed("{\"a\":[1,true,null,\"é\"]}", BINDING), BINDING);
        assertThat(opening).isInstanceOfSatisfying(Opened.class, opened -> assertThat(opened.payload())
                .isInstanceOfSatisfying(
                        Json.Members.class,
                        members -> assertThat(members.values().keySet()).containsExactly("a")));
    }

    @Test
    void opensTheSameEnvelopeAgainWithTheSameResult() {
        Bytes envelope = sealed("{\"a\":1}", BINDING);
        assertThat(envelopes().open(envelope, BINDING)).isEqualTo(envelopes().open(envelope, BINDING));
    }

    @Test
    void opensForNoOtherSender() {
        assertUnreadable(sealed("{}", BINDING), new Binding(GATEWAY, address(0x23)));
    }

    @Test
    void opensForNoOtherChain() {
        assertUnreadable(sealed("{}", BINDING), new Binding(new Gateway(1, GATEWAY.address()), BINDING.sender()));
    }

    @Test
    void opensForNoOtherContract() {
        assertUnreadable(sealed("{}", BINDING), new Binding(new Gateway(31337, address(0x12)), BINDING.sender()));
    }

    @Test
    void refusesNoiseOfAnySize() {
        Random random = new Random(1);
        for (int size = 0; size < 600; size++) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            assertUnreadable(Bytes.of(noise), BINDING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "[NaN]", "planted-secret"})
    void refusesWhatIsNotJsonWithOneReading(String text) {
        Opening opening = envelopes().open(sealed(text, BINDING), BINDING);
        assertThat(opening).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Refused.Kind.INVALID);
            assertThat(refused.why()).doesNotContain(SECRET);
        });
    }

    @Test
    void printsNothingOfTheContent() {
        assertThat(envelopes().open(sealed("{\"a\":\"" + SECRET + "\"}", BINDING), BINDING))
                .asString()
                .doesNotContain(SECRET);
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
