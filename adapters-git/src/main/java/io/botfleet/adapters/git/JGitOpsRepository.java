package io.botfleet.adapters.git;

import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/**
 * The GitOps repository by way of a bare copy of our own, in a folder that may be lost at any time.
 *
 * <p>A push is a compare-and-swap of the branch: what another writer did in between is fetched, and the changes are
 * proposed again on top of it. Whether a change was made is read from the trailers in the history, so a call that was cut
 * off after its push, and is repeated, finds its own commit.
 */
public final class JGitOpsRepository implements GitOpsRepository, AutoCloseable {
    static {
        IsolatedSystemReader.install();
    }

    private static final Duration RECENT = Duration.ofSeconds(2);

    /** @param begun when the remote was asked, by {@link System#nanoTime} */
    private record Seen(Optional<CommitId> head, long begun) {}

    private final Remote remote;
    private final Mirror mirror;
    private final Committer committer;
    private final Ancestry ancestry = new Ancestry();
    private final Inventory inventory = new Inventory();
    private final History history = new History();
    private final ReentrantLock applying = new ReentrantLock();
    private volatile long applied = System.nanoTime();
    private volatile Optional<Seen> seen = Optional.empty();

    /**
     * @param cache a folder for this process alone
     * @param signingKey a private SSH key without a passphrase, with its public half beside it in {@code .pub}
     */
    public JGitOpsRepository(
            GitRemote settings, Path cache, Identity identity, Clock clock, Optional<Path> signingKey) {
        CacheFolder folder = CacheFolder.take(cache);
        this.remote = new Remote(settings, cache);
        this.mirror = new Mirror(folder, settings.url(), remote);
        this.committer = new Committer(identity, clock, signingKey);
    }

    @Override
    public List<Applied> apply(Fence fence, List<Change> changes) {
        if (fence.role() != Role.GIT_WRITER) {
            throw new IllegalArgumentException("the GitOps repository is written under the role of GIT_WRITER only");
        }
        applying.lock();
        try {
            Attempts attempts = new Attempts();
            while (true) {
                Optional<List<Applied>> done = mirror.use(copy -> attempt(copy, fence, changes, attempts));
                if (done.isPresent()) {
                    return done.get();
                }
                attempts.pause();
            }
        } finally {
            applied = System.nanoTime();
            applying.unlock();
        }
    }

    /** Empty where the push lost a race and is to be tried again. */
    private Optional<List<Applied>> attempt(Repository copy, Fence fence, List<Change> changes, Attempts attempts)
            throws IOException {
        Optional<ObjectId> head = mirror.fetch(copy);
        if (head.isPresent()) {
            history.extend(copy, head.get());
        }
        try (Proposal proposal = new Proposal(copy, history, committer, head)) {
            proposal.takeOver(fence);
            for (Change change : changes) {
                proposal.add(change);
            }
            Optional<ObjectId> tip = proposal.tip();
            if (tip.isEmpty()) {
                return Optional.of(proposal.applied());
            }
            proposal.write();
            Remote.Pushed pushed = remote.push(copy, head, tip.get());
            if (pushed instanceof Remote.Pushed.Taken) {
                copy.autoGC(NullProgressMonitor.INSTANCE);
                return Optional.of(proposal.applied());
            }
            attempts.failed(head, pushed);
            return Optional.empty();
        }
    }

    @Override
    public Optional<CommitId> head() {
        long begun = System.nanoTime();
        Optional<CommitId> head = mirror.use(mirror::fetch).map(tip -> new CommitId(tip.name()));
        seen = Optional.of(new Seen(head, begun));
        return head;
    }

    @Override
    public Optional<CommitId> recentHead() {
        Optional<Seen> last = seen;
        return last.isPresent() && isRecent(last.get().begun()) ? last.get().head() : head();
    }

    private boolean isRecent(long begun) {
        return System.nanoTime() - begun < RECENT.toNanos() && begun - applied > 0;
    }

    @Override
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

    @Override
    public boolean contains(CommitId head, CommitId commit) {
        return mirror.use(copy -> has(copy, head)
                && has(copy, commit)
                && ancestry.holds(copy, ObjectId.fromString(head.hex()), ObjectId.fromString(commit.hex())));
    }

    /** Whether the commit is known here; one that is not may be new, so the remote is asked. */
    private boolean has(Repository copy, CommitId commit) throws IOException {
        ObjectId id = ObjectId.fromString(commit.hex());
        if (!copy.getObjectDatabase().has(id)) {
            mirror.fetch(copy);
        }
        return copy.getObjectDatabase().has(id);
    }

    @Override
    public Map<RepositoryPath, Optional<CommandId>> inventory() {
        return mirror.use(copy -> {
            Optional<ObjectId> head = mirror.fetch(copy);
            return head.isPresent() ? inventory.of(copy, head.get()) : Map.of();
        });
    }

    /** Gives the folder of the copy free. */
    @Override
    public void close() {
        mirror.close();
        remote.close();
    }
}
