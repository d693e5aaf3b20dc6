package io.botfleet.adapters.blockchain.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.application.command.Envelopes.Opened;
import io.botfleet.application.command.Envelopes.Opening;
import io.botfleet.application.command.Envelopes.Refused;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpkeEnvelopesTest {
    private static final EncryptionKeys KEYS = EncryptionKeys.generate(new SecureRandom());
    private static final Gateway GATEWAY = new Gateway(31337, address(0x11));
    private static final Binding BINDING = new Binding(GATEWAY, address(0x22));
    private static final Json PAYLOAD = Json.EMPTY.with("version", Json.of(1)).with("text", Json.of("ação €"));
    private final HpkeEnvelopes envelopes = new HpkeEnvelopes(KEYS);

    @ParameterizedTest
    @EnumSource
    void opensWhatWasSealedToOneOfItsKeys(Suite suite) {
        assertThat(envelopes.open(sealed(suite, PAYLOAD), BINDING)).isEqualTo(new Opened(PAYLOAD));
    }

    @Test
    void hasTheSizesOfTheProtocol() {
        assertThat(sealed(Suite.X25519, PAYLOAD).size()).isEqualTo(304);
        assertThat(sealed(Suite.X_WING, PAYLOAD).size()).isEqualTo(1392);
        Json more = Json.EMPTY.with("text", Json.of("x".repeat(300)));
        assertThat(sealed(Suite.X25519, more).size()).isEqualTo(560);
        assertThat(sealed(Suite.X_WING, more).size()).isEqualTo(1648);
    }

    @ParameterizedTest
    @ValueSource(ints = {242, 243, 244, 245, 498, 499, 500, 501})
    void opensPayloadsAtTheEdgesOfTheSizeClasses(int size) {
        Json payload = Json.of("y".repeat(size - 2));
        Bytes envelope = sealed(Suite.X25519, payload);
        assertThat(envelope.size()).isEqualTo(size + 12 <= 256 ? 304 : size + 12 <= 512 ? 560 : 816);
        assertThat(envelopes.open(envelope, BINDING)).isEqualTo(new Opened(payload));
    }

    @ParameterizedTest
    @EnumSource
    void refusesToSealWhatTheContractWouldNotTake(Suite suite) {
        Json large = Json.of("z".repeat(8192));
        assertThatThrownBy(() -> sealed(suite, large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8192");
    }

    @ParameterizedTest
    @EnumSource
    void opensForNoOtherSenderChainOrContract(Suite suite) {
        Bytes envelope = sealed(suite, PAYLOAD);
        List<Binding> others = List.of(
                new Binding(GATEWAY, address(0x23)),
                new Binding(new Gateway(1, GATEWAY.address()), BINDING.sender()),
                new Binding(new Gateway(31337, address(0x12)), BINDING.sender()));
        assertThat(others).allSatisfy(other -> assertUnreadable(envelopes.open(envelope, other)));
    }

    @Test
    void opensForARetiredKeyUntilItIsTakenOut() {
        EncryptionKeys rotated = EncryptionKeys.parse(
                KEYS.format() + EncryptionKeys.generate(new SecureRandom()).format());
        Bytes old = sealed(Suite.X_WING, PAYLOAD);
        assertThat(rotated.publicKeys()).hasSize(4);
        assertThat(new HpkeEnvelopes(rotated).open(old, BINDING)).isEqualTo(new Opened(PAYLOAD));
        assertUnreadable(new HpkeEnvelopes(EncryptionKeys.generate(new SecureRandom())).open(old, BINDING));
    }

    @Test
    void refusesEmptyAndTruncatedEnvelopes() {
        byte[] whole = sealed(Suite.X_WING, PAYLOAD).toArray();
        for (int size = 0; size < whole.length; size += 7) {
            assertUnreadable(envelopes.open(Bytes.of(Arrays.copyOf(whole, size)), BINDING));
        }
    }

    @Test
    void refusesAnEncapsulationOfLowOrder() {
        byte[] envelope = sealed(Suite.X25519, PAYLOAD).toArray();
        Arrays.fill(envelope, Header.SIZE, Header.SIZE + 32, (byte) 0);
        assertUnreadable(envelopes.open(Bytes.of(envelope), BINDING));
    }

    @Test
    void refusesPaddingThatIsNotZeros() {
        byte[] plaintext = Padding.pad("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        plaintext[plaintext.length - 1] = 1;
        assertInvalid(openPadded(plaintext));
    }

    @Test
    void refusesALengthBehindTheEnd() {
        byte[] plaintext = Padding.pad("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        plaintext[0] = 1;
        assertInvalid(openPadded(plaintext));
    }

    @Test
    void refusesASizeThatIsNoClass() {
        assertInvalid(openPadded(new byte[100]));
        assertInvalid(openPadded(new byte[0]));
        assertInvalid(openPadded(new byte[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{} {}",
                "{}x",
                "[NaN]",
                "[Infinity]",
                "{'a':1}",
                "{\"a\":1,}",
                "[01]",
                "[1e999999999]",
                "[1e-999999999]",
                "[1e99999999999]",
                "[1.5e-2147483647]",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "// comment\n{}",
                "\ufeff{}",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
                "[11111111111111111111111111111111111111111]"
            })
    void refusesJsonThatCouldBeReadInTwoWays(String text) {
        Bytes envelope = sealer(Suite.X25519).seal(Bytes.ofUtf8(text), BINDING);
        assertInvalid(envelopes.open(envelope, BINDING));
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        Bytes envelope = sealer(Suite.X25519).seal(Bytes.of(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}), BINDING);
        assertInvalid(envelopes.open(envelope, BINDING));
    }

    @Test
    void takesJsonOfSixteenLevels() {
        Bytes envelope = sealer(Suite.X25519).seal(Bytes.ofUtf8("[".repeat(16) + "]".repeat(16)), BINDING);
        assertThat(envelopes.open(envelope, BINDING)).isInstanceOf(Opened.class);
    }

    @Test
    void refusesMutatedEnvelopesAndNeverThrows() {
        Random random = new Random(20_261_122);
        Bytes[] originals = {sealed(Suite.X25519, PAYLOAD), sealed(Suite.X_WING, PAYLOAD)};
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = mutate(originals[round % 10 == 0 ? 1 : 0].toArray(), random);
            assertThat(envelopes.open(Bytes.of(mutated), BINDING)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void refusesPlaintextsOfNoiseAndNeverThrows() {
        Random random = new Random(4_711);
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            Opening opening = envelopes.open(sealer(Suite.X25519).seal(Bytes.of(noise), BINDING), BINDING);
            assertThat(opening).isInstanceOfAny(Refused.class, Opened.class);
        }
    }

    /** Flips, cuts, extends, swaps the header, or is noise altogether; never gives the same bytes back. */
    private static byte[] mutate(byte[] original, Random random) {
        byte[] mutated =
                switch (random.nextInt(5)) {
                    case 0 -> Arrays.copyOf(original, random.nextInt(original.length));
                    case 1 -> Arrays.copyOf(original, original.length + 1 + random.nextInt(300));
                    case 2 -> {
                        byte[] noise = new byte[random.nextInt(600)];
                        random.nextBytes(noise);
                        yield noise;
                    }
                    case 3 -> {
                        byte[] noise = original.clone();
                        byte[] tail = new byte[original.length - Header.SIZE];
                        random.nextBytes(tail);
                        System.arraycopy(tail, 0, noise, Header.SIZE, tail.length);
                        yield noise;
                    }
                    default -> original.clone();
                };
        if (Arrays.equals(mutated, original)) {
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return mutated;
    }

    private Opening openPadded(byte[] plaintext) {
        return envelopes.open(Bytes.of(sealer(Suite.X25519).sealPadded(plaintext, BINDING, HPKE::setupBaseS)), BINDING);
    }

    private static Bytes sealed(Suite suite, Json payload) {
        return sealer(suite).seal(payload, BINDING);
    }

    private static EnvelopeSealer sealer(Suite suite) {
        return new EnvelopeSealer(KEYS.publicKeys().stream()
                .filter(key -> key.suite() == suite)
                .findFirst()
                .orElseThrow());
    }

    private static void assertUnreadable(Opening opening) {
        assertThat(opening).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.kind())
                .isEqualTo(Refused.Kind.UNREADABLE));
    }

    private static void assertInvalid(Opening opening) {
        assertThat(opening).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.kind())
                .isEqualTo(Refused.Kind.INVALID));
    }

    private static Address address(int lastByte) {
        return new Address("0x%040x".formatted(lastByte));
    }
}
