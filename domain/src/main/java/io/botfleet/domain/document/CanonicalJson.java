package io.botfleet.domain.document;

import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Hash;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * The JSON Canonicalization Scheme (RFC 8785), for numbers that a double carries exactly enough: at most 15
 * significant digits, between 10<sup>-6</sup> and 10<sup>15</sup>, so that every JCS library writes the same bytes.
 */
public final class CanonicalJson {
    private static final BigDecimal SMALLEST = new BigDecimal("0.000001");
    private static final BigDecimal LARGEST = new BigDecimal("1e15");

    private CanonicalJson() {}

    public static Bytes bytes(Json json) {
        return Bytes.ofUtf8(text(json));
    }

    public static String text(Json json) {
        StringBuilder out = new StringBuilder();
        write(json, out);
        return out.toString();
    }

    /** SHA-256 (FIPS 180-4) of the canonical form. */
    public static Hash sha256(Json json) {
        return sha256(bytes(json));
    }

    public static Hash sha256(Bytes content) {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static void write(Json json, StringBuilder out) {
        switch (json) {
            case Json.Null _ -> out.append("null");
            case Json.Bool bool -> out.append(bool.value());
            case Json.Numeral numeral -> out.append(number(numeral.value()));
            case Json.Text text -> quote(text.value(), out);
            case Json.Items items -> {
                out.append('[');
                for (Iterator<Json> each = items.values().iterator(); each.hasNext(); ) {
                    write(each.next(), out);
                    out.append(each.hasNext() ? "," : "");
                }
                out.append(']');
            }
            case Json.Members members -> {
                out.append('{');
                // String order is UTF-16 code unit order, which RFC 8785 §3.2.3 asks for.
                for (var each = new TreeMap<>(members.values()).entrySet().iterator(); each.hasNext(); ) {
                    var member = each.next();
                    quote(member.getKey(), out);
                    out.append(':');
                    write(member.getValue(), out);
                    out.append(each.hasNext() ? "," : "");
                }
                out.append('}');
            }
        }
    }

    static String number(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.signum() == 0) {
            return "0";
        }
        BigDecimal size = plain.abs();
        if (plain.precision() > 15 || size.compareTo(SMALLEST) < 0 || size.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException("not a number with one canonical form: " + value);
        }
        return plain.toPlainString();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (character < 0x20) {
                        out.append("\\u%04x".formatted((int) character));
                    } else if (Character.isSurrogate(character) && !isPaired(text, at)) {
                        // RFC 8785 §3.2.2.2: UTF-8 has no bytes for it, and Java would write a question mark.
                        throw new IllegalArgumentException("a text holds half of a surrogate pair");
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPaired(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
