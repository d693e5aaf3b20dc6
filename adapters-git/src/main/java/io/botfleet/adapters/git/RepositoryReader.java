package io.botfleet.adapters.git;

import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * A GitOps repository as somebody reads it who only checks what others committed: nothing is ever written to it. Every
 * failure to reach it is {@link Unavailable}.
 */
public final class RepositoryReader implements AutoCloseable {
    static {
        IsolatedSystemReader.install();
    }

    /** One line at the end of a commit's message, like {@code Command-Id: 7}. */
    public record Trailer(String name, String value) {}

    final Path cache;
    private final boolean temporary;
    private final Remote remote;
    private final Mirror mirror;
    private final Ancestry ancestry = new Ancestry();

    /** @param cache a folder for this reader alone, which it fills with a copy of the repository */
    public RepositoryReader(GitRemote settings, Path cache) {
        this(settings, cache, false);
    }

    private RepositoryReader(GitRemote settings, Path cache, boolean temporary) {
        this.cache = cache;
        this.temporary = temporary;
        CacheFolder folder = CacheFolder.take(cache);
        this.remote = new Remote(settings, cache);
        this.mirror = new Mirror(folder, settings.url(), remote);
    }

    /** With a copy among the temporary files, which goes when the reader is closed. */
    public static RepositoryReader once(GitRemote settings) throws IOException {
        return new RepositoryReader(settings, Files.createTempDirectory("botfleet-git"), true);
    }

    /** Fetches what is new, and gives the branch's commit; empty where there is no such branch. */
    public Optional<CommitId> fetch() {
        return mirror.use(mirror::fetch).map(tip -> new CommitId(tip.name()));
    }

    /** Whether {@code commit} is {@code head} or one that it descends from; both as of the last fetch. */
    public boolean contains(CommitId head, CommitId commit) {
        return mirror.use(copy -> has(copy, head)
                && has(copy, commit)
                && ancestry.holds(copy, ObjectId.fromString(head.hex()), ObjectId.fromString(commit.hex())));
    }

    /** A file of a commit; empty where the commit or the file is not there, or is no plain file. */
    public Optional<Bytes> at(CommitId commit, RepositoryPath path) {
        return mirror.use(copy -> {
            if (!has(copy, commit)) {
                return Optional.empty();
            }
            try (ObjectReader reader = copy.newObjectReader()) {
                return Tree.of(reader, ObjectId.fromString(commit.hex())).content(path.value());
            }
        });
    }

    /** The trailers of a commit in their order; none where the commit is not there. */
    public List<Trailer> trailers(CommitId commit) {
        return mirror.use(copy -> {
            if (!has(copy, commit)) {
                return List.of();
            }
            try (RevWalk walk = new RevWalk(copy)) {
                RevCommit found = walk.parseCommit(ObjectId.fromString(commit.hex()));
                return found.getFooterLines().stream()
                        .map(line -> new Trailer(line.getKey(), line.getValue()))
                        .toList();
            }
        });
    }

    private static boolean has(Repository copy, CommitId commit) throws IOException {
        return copy.getObjectDatabase().has(ObjectId.fromString(commit.hex()));
    }

    @Override
    public void close() {
        mirror.close();
        remote.close();
        if (temporary) {
            try {
                Folders.delete(cache);
            } catch (IOException failure) {
                throw new UncheckedIOException("the temporary copy of a repository can't be deleted", failure);
            }
        }
    }
}
