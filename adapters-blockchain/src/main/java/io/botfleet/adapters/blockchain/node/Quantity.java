package io.botfleet.adapters.blockchain.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Address;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigInteger;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hexadecimal values of the JSON-RPC interface (EIP-1474); anything malformed is a node that can't be relied on now. */
public final class Quantity {
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-fA-F]{1,64}");
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern BYTES = Pattern.compile("0x(?:[0-9a-fA-F]{2})*+");

    private Quantity() {}

    static String of(long value) {
        return "0x" + Long.toHexString(value);
    }

    static BigInteger integer(@Nullable JsonNode node) {
        return new BigInteger(text(node, NUMBER, "a number").substring(2), 16);
    }

    static long number(@Nullable JsonNode node) {
        BigInteger value = integer(node);
        if (value.bitLength() > 63) {
            throw malformed("a number below 2^63");
        }
        return value.longValue();
    }

    static Instant instant(@Nullable JsonNode node) {
        long seconds = number(node);
        if (seconds > Instant.MAX.getEpochSecond()) {
            throw malformed("a time");
        }
        return Instant.ofEpochSecond(seconds);
    }

    static Hash hash(@Nullable JsonNode node) {
        return new Hash(text(node, HASH, "a hash"));
    }

    static Address address(@Nullable JsonNode node) {
        return new Address(text(node, ADDRESS, "an address"));
    }

    static Bytes bytes(@Nullable JsonNode node) {
        return Bytes.ofHex(text(node, BYTES, "bytes"));
    }

    private static String text(@Nullable JsonNode node, Pattern form, String expected) {
        if (node == null || !node.isTextual() || !form.matcher(node.asText()).matches()) {
            throw malformed(expected);
        }
        return node.asText();
    }

    private static Unavailable malformed(String expected) {
        return new Unavailable("the node gave something else where " + expected + " belongs");
    }
}
