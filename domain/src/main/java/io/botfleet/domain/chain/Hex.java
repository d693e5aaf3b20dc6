package io.botfleet.domain.chain;

import java.util.Locale;
import java.util.regex.Pattern;

/** The one place where hexadecimal identities are checked and brought to lower case. */
final class Hex {
    private static final Pattern DIGITS = Pattern.compile("0x[0-9a-f]*");

    private Hex() {}

    static String requireBytes(int size, String hex, String what) {
        String lower = hex.toLowerCase(Locale.ROOT);
        if (lower.length() != 2 + 2 * size || !DIGITS.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    what + " must be 0x and " + 2 * size + " hexadecimal digits, not \"" + hex + "\"");
        }
        return lower;
    }
}
