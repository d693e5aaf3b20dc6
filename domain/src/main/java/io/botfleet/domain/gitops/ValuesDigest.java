package io.botfleet.domain.gitops;

import io.botfleet.domain.chain.Hash;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import java.util.regex.Pattern;

/**
 * SHA-256 of the canonical form (RFC 8785) of a values document without its own {@code valuesDigest}, and without the
 * {@code initialState} of a bot that is paused: it is the same bot, and a digest that changed would start it anew.
 *
 * <p>The chart computes it again from what it renders, so the annotation on a pod tells of the values that it really
 * came from.
 */
public record ValuesDigest(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public ValuesDigest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a values digest is sha256: and 64 digits, not \"" + value + "\"");
        }
    }

    public static ValuesDigest of(Json.Members values) {
        Hash hash = CanonicalJson.sha256(values.without("valuesDigest").without("initialState"));
        return new ValuesDigest("sha256:" + hash.hex().substring(2));
    }

    @Override
    public String toString() {
        return value;
    }
}
