package io.botfleet.domain.gitops;

import java.util.regex.Pattern;

/** A Git commit, by its SHA-1 in 40 lower-case digits. */
public record CommitId(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    public CommitId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a commit id is 40 lower-case hexadecimal digits, not \"" + hex + "\"");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
