package io.botfleet.domain.gitops;

import io.botfleet.domain.client.ClientId;
import java.util.regex.Pattern;

/** A file in the GitOps repository, from its root, with {@code /} between folders. */
public record RepositoryPath(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    public RepositoryPath {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a plain path inside the repository: \"" + value + "\"");
        }
    }

    /** Where the values of a client's bot live; its presence is what keeps the bot deployed. */
    public static RepositoryPath ofBot(ClientId client) {
        return new RepositoryPath("clientes/" + client.value() + "/values.yaml");
    }

    @Override
    public String toString() {
        return value;
    }
}
