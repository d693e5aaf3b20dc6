package io.botfleet.adapters.blockchain.fuzz;

import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.blockchain.envelope.EncryptionPublicKey;
import io.botfleet.adapters.blockchain.envelope.FixedSealing;
import io.botfleet.adapters.blockchain.envelope.HpkeEnvelopes;
import io.botfleet.adapters.blockchain.json.StrictJson;
import io.botfleet.application.command.Envelopes.Binding;
import io.botfleet.application.command.Envelopes.Opened;
import io.botfleet.application.command.Envelopes.Opening;
import io.botfleet.application.command.Envelopes.Refused;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.document.Json;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Opens anything as an envelope: it is refused in words that are the same for everybody, or it is what an honest client
 * sealed. An input's first byte says what the rest is, since no fuzzer gets through the encryption by itself:
 *
 * <ul>
 *   <li>{@code p}: a plaintext with its padding, sealed as it is
 *   <li>{@code j}: a payload, padded and sealed
 *   <li>{@code m}, {@code M}: damage to an honest X25519 or X-Wing envelope: its new size in two bytes, then any number of
 *       places, in two bytes, with what is added there
 *   <li>anything else: an envelope as it is, this first byte too
 * </ul>
 */
public final class EnvelopeOpening {
    private static final int LARGEST_PLAINTEXT = 8192 - 10 - 32 - 16;
    private static final Set<String> REFUSALS = Set.of(
            "it is not an envelope of a version and suite that this platform knows",
            "it is sealed to a key that this platform does not have",
            "it is damaged, or was sealed for another sender, chain or contract",
            "its padding is not as the protocol has it",
            "it does not hold exactly one JSON value that can have one reading");
    private static final EncryptionKeys KEYS =
            EncryptionKeys.parse("x25519 " + "42".repeat(32) + "\nx-wing " + "43".repeat(32));
    private static final EncryptionPublicKey X25519 = KEYS.publicKeys().getFirst();
    private static final EncryptionPublicKey X_WING = KEYS.publicKeys().getLast();
    private static final Binding BINDING =
            new Binding(new Gateway(31337, new Address("0x" + "11".repeat(20))), new Address("0x" + "22".repeat(20)));
    private static final Bytes EPHEMERAL = Bytes.ofHex("44".repeat(32));
    private static final Json SEALED = Json.EMPTY.with("version", Json.of(1));
    private static final Bytes SMALL = FixedSealing.x25519(X25519, Bytes.ofUtf8("{\"version\":1}"), BINDING, EPHEMERAL);
    private static final Bytes LARGE =
            FixedSealing.xWing(X_WING, Bytes.ofUtf8("{\"version\":1}"), BINDING, Bytes.ofHex("45".repeat(64)));
    private static final HpkeEnvelopes ENVELOPES = new HpkeEnvelopes(KEYS);

    private EnvelopeOpening() {}

    public static void fuzzerTestOneInput(byte[] input) {
        outcome(input);
    }

    static Outcome outcome(byte[] input) {
        byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        return switch (input.length == 0 ? ' ' : (char) input[0]) {
            case 'p' -> sealed(rest);
            case 'j' -> sealed(padded(rest));
            case 'm' -> damaged(SMALL, rest);
            case 'M' -> damaged(LARGE, rest);
            default -> asItIs(input);
        };
    }

    private static byte[] padded(byte[] payload) {
        return FixedSealing.padded(Bytes.of(payload)).toArray();
    }

    /** Whoever seals knows the key, so whatever is wrong inside is the sender's and not the encryption's. */
    private static Outcome sealed(byte[] plaintext) {
        if (plaintext.length > LARGEST_PLAINTEXT) {
            return Outcome.UNREADABLE;
        }
        Opening opening = open(FixedSealing.unpadded(X25519, Bytes.of(plaintext), BINDING, EPHEMERAL));
        Optional<Json> expected = payload(plaintext).flatMap(StrictJson::read);
        if (expected.isPresent()) {
            Property.same(new Opened(expected.get()), opening, "an honest envelope did not open as it was sealed");
            return Outcome.TAKEN;
        }
        Property.holds(
                opening instanceof Refused refused && refused.kind() == Refused.Kind.INVALID,
                "a plaintext that breaks the protocol was not refused as one");
        return Outcome.INVALID;
    }

    /** What docs/protocol.md says of the padding, read from the other end. */
    private static Optional<byte[]> payload(byte[] plaintext) {
        int zeros = 0;
        while (zeros < plaintext.length && plaintext[plaintext.length - 1 - zeros] == 0) {
            zeros++;
        }
        if (plaintext.length % 256 != 246) {
            return Optional.empty();
        }
        int size = Byte.toUnsignedInt(plaintext[0]) * 256 + Byte.toUnsignedInt(plaintext[1]);
        return size <= plaintext.length - 2 && size >= plaintext.length - 2 - zeros
                ? Optional.of(Arrays.copyOfRange(plaintext, 2, 2 + size))
                : Optional.empty();
    }

    private static Outcome damaged(Bytes honest, byte[] damage) {
        ByteBuffer changes = ByteBuffer.wrap(damage);
        int size = changes.remaining() < 2 ? honest.size() : Short.toUnsignedInt(changes.getShort());
        byte[] envelope = Arrays.copyOf(honest.toArray(), size);
        while (changes.remaining() >= 3 && size > 0) {
            envelope[Short.toUnsignedInt(changes.getShort()) % size] += changes.get();
        }
        Bytes damaged = Bytes.of(envelope);
        Opening opening = open(damaged);
        if (damaged.equals(honest)) {
            Property.same(new Opened(SEALED), opening, "an honest envelope did not open");
            return Outcome.TAKEN;
        }
        Property.holds(
                opening instanceof Refused refused && refused.kind() == Refused.Kind.UNREADABLE,
                "an envelope opened although it was changed on its way");
        return Outcome.UNREADABLE;
    }

    private static Outcome asItIs(byte[] envelope) {
        return switch (open(Bytes.of(envelope))) {
            case Opened _ -> Outcome.TAKEN;
            case Refused refused -> refused.kind() == Refused.Kind.INVALID ? Outcome.INVALID : Outcome.UNREADABLE;
        };
    }

    private static Opening open(Bytes envelope) {
        Opening opening = ENVELOPES.open(envelope, BINDING);
        if (opening instanceof Refused refused) {
            Property.holds(REFUSALS.contains(refused.why()), "a refusal says what no other one says");
        }
        return opening;
    }
}
