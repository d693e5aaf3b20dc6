package io.botfleet.adapters.blockchain.envelope;

import io.botfleet.domain.chain.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform's private keys by key id. A key that the contract has retired stays here until every envelope that was
 * sealed to it is settled; once it is taken out, such envelopes are unreadable.
 *
 * <p>As text it is one key a line, {@code x-wing} or {@code x25519} and 64 hexadecimal digits; empty lines and those
 * that begin with {@code #} mean nothing. The file is for its owner's eyes only (mode 0600).
 */
public final class EncryptionKeys {
    private static final Pattern LINE = Pattern.compile("(x25519|x-wing)\\s+(?:0x)?([0-9a-fA-F]{64})");

    private final Map<KeyId, EncryptionPrivateKey> byId;
    private final List<EncryptionPrivateKey> ordered;

    public EncryptionKeys(List<EncryptionPrivateKey> keys) {
        Map<KeyId, EncryptionPrivateKey> found = new LinkedHashMap<>();
        for (EncryptionPrivateKey key : keys) {
            if (found.put(key.publicKey().id(), key) != null) {
                throw new IllegalArgumentException("the key " + key.publicKey().id() + " is there twice");
            }
        }
        this.byId = Map.copyOf(found);
        this.ordered = List.copyOf(found.values());
    }

    /** A new key of each suite. */
    public static EncryptionKeys generate(SecureRandom random) {
        List<EncryptionPrivateKey> keys = new ArrayList<>();
        for (Suite suite : Suite.values()) {
            keys.add(EncryptionPrivateKey.generate(suite, random));
        }
        return new EncryptionKeys(keys);
    }

    /** Throws {@link IllegalArgumentException}, which names the line and repeats nothing of it, where it is malformed. */
    public static EncryptionKeys parse(String text) {
        List<EncryptionPrivateKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("line " + number
                        + " of the encryption keys is not \"x-wing\" or \"x25519\" and 64 hexadecimal digits");
            }
            keys.add(EncryptionPrivateKey.of(suite(matcher.group(1)), Bytes.ofHex(matcher.group(2))));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the encryption keys hold no key");
        }
        return new EncryptionKeys(keys);
    }

    /** The text that {@link #parse} reads; it holds the private keys. */
    public String format() {
        StringBuilder text = new StringBuilder("# botfleet's encryption keys: whoever has them reads every command\n");
        for (EncryptionPrivateKey key : ordered) {
            text.append("# ").append(key.publicKey().id()).append('\n');
            text.append(name(key.publicKey().suite())).append(' ');
            text.append(key.secret().hex().substring(2)).append('\n');
        }
        return text.toString();
    }

    public Optional<EncryptionPrivateKey> find(KeyId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The public halves, in the order of the file. */
    public List<EncryptionPublicKey> publicKeys() {
        return ordered.stream().map(EncryptionPrivateKey::publicKey).toList();
    }

    private static Suite suite(String name) {
        return Suite.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String name(Suite suite) {
        return suite.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return "EncryptionKeys" + byId.keySet();
    }
}
