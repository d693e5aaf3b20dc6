package io.botfleet.adapters.git;

import java.net.URISyntaxException;
import java.time.Duration;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * Where the GitOps repository is: a path, a {@code file:}, {@code https:} or {@code ssh:} URL, or {@code user@host:path}.
 *
 * @param branch the one branch that is read and written, without {@code refs/heads/}
 * @param timeout how long the network may keep silent, in whole seconds
 */
public record GitRemote(String url, String branch, GitAccess access, Duration timeout) {
    public GitRemote {
        URIish parsed = parse(url);
        boolean http = parsed.getScheme() != null && parsed.getScheme().startsWith("http");
        if (parsed.getPass() != null || (http && parsed.getUser() != null)) {
            throw new IllegalArgumentException("the URL of the GitOps repository must hold no credentials");
        }
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw new IllegalArgumentException("not a name for a branch: \"" + branch + "\"");
        }
        if (timeout.toSeconds() < 1) {
            throw new IllegalArgumentException("the timeout must be a second or more, not " + timeout);
        }
    }

    /** A repository that needs no credentials, on its branch {@code main}. */
    public static GitRemote open(String url) {
        return new GitRemote(url, "main", new GitAccess.Open(), Duration.ofSeconds(20));
    }

    String ref() {
        return Constants.R_HEADS + branch;
    }

    URIish uri() {
        return parse(url);
    }

    private static URIish parse(String url) {
        try {
            return new URIish(url);
        } catch (URISyntaxException unreadable) {
            // Without the text and the cause: a mistyped URL may hold a password.
            throw new IllegalArgumentException("the URL of the GitOps repository can't be read");
        }
    }
}
