package io.botfleet.domain.order;

import java.util.regex.Pattern;

/** The client's own 16 random bytes for a command, as 32 lower-case digits: a second one with them is a repeat. */
public record CommandKey(String hex) {
    static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public CommandKey {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a command key is 32 lower-case hexadecimal digits");
        }
    }
}
