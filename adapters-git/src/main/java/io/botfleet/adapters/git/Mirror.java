package io.botfleet.adapters.git;

import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Our own bare copy of the remote repository: a cache, thrown away and fetched anew wherever something is wrong with it,
 * and safe for use by several threads.
 */
final class Mirror implements AutoCloseable {
    /** Something to do with the copy's objects; it may be done a second time, on a new and empty copy. */
    interface Work<T> {
        T on(Repository copy) throws IOException;
    }

    private static final System.Logger LOG = System.getLogger(Mirror.class.getName());
    private static final String NAME = "mirror.git";

    private final CacheFolder cache;
    private final String url;
    private final Remote remote;
    private final SharedFetch fetches = new SharedFetch(this::fetched);
    private final ReadWriteLock replacing = new ReentrantReadWriteLock();
    private @Nullable Repository copy;

    Mirror(CacheFolder cache, String url, Remote remote) {
        this.cache = cache;
        this.url = url;
        this.remote = remote;
    }

    /** Does the work, and once more on a new copy where this one turns out to be damaged. */
    <T> T use(Work<T> work) {
        Repository used = open();
        try {
            return guarded(used, work);
        } catch (IOException damage) {
            warn("is damaged and will be fetched anew", damage);
        }
        try {
            return guarded(replace(used), work);
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    /**
     * Brings what is new into the copy; the branch's commit at the remote, if the branch exists there. Whoever asks while
     * others are waiting shares their fetch.
     */
    Optional<ObjectId> fetch(Repository into) throws IOException {
        return fetches.into(into);
    }

    private Optional<ObjectId> fetched(Repository into) throws IOException {
        Optional<ObjectId> tip = remote.fetch(into);
        if (tip.isPresent()) {
            // A copy that lost objects still tells the remote that it has them, and is not sent them again.
            into.open(tip.get());
        }
        return tip;
    }

    private <T> T guarded(Repository used, Work<T> work) throws IOException {
        Lock reading = replacing.readLock();
        reading.lock();
        try {
            return work.on(used);
        } catch (RuntimeException failure) {
            // Where its own interfaces leave no room for a checked exception, JGit wraps it.
            if (failure.getCause() instanceof IOException damage && !(failure instanceof PortFailure)) {
                throw damage;
            }
            throw failure;
        } finally {
            reading.unlock();
        }
    }

    private synchronized Repository open() {
        if (copy == null) {
            try {
                copy = openOrCreate();
            } catch (IOException damage) {
                warn("can't be opened and is made anew", damage);
                copy = create();
            }
        }
        return copy;
    }

    private Repository openOrCreate() throws IOException {
        Repository found = at();
        if (!found.getObjectDatabase().exists()) {
            found.close();
            return create();
        }
        if (!url.equals(found.getConfig().getString("remote", "origin", "url"))) {
            found.close();
            throw new IOException("it is a copy of another repository");
        }
        return found;
    }

    /** A new copy in the place of {@code damaged}, unless another thread has put one there. */
    private Repository replace(Repository damaged) {
        Lock writing = replacing.writeLock();
        writing.lock();
        try {
            synchronized (this) {
                if (Objects.equals(copy, damaged)) {
                    damaged.close();
                    copy = create();
                }
                return Objects.requireNonNull(copy);
            }
        } finally {
            writing.unlock();
        }
    }

    private Repository create() {
        try {
            Folders.delete(cache.resolve(NAME));
            Repository made = at();
            made.create(true);
            StoredConfig config = made.getConfig();
            config.setString("remote", "origin", "url", url);
            // Credentials would follow a redirection to wherever it leads.
            config.setString("http", null, "followRedirects", "false");
            config.setInt("core", null, "compression", 1);
            GarbageCollection.configure(config);
            config.save();
            return made;
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    private Repository at() throws IOException {
        return new FileRepositoryBuilder()
                .setGitDir(cache.resolve(NAME).toFile())
                .setBare()
                .build();
    }

    private static void warn(String what, Exception damage) {
        LOG.log(
                Level.WARNING,
                "the copy of the GitOps repository {0}: {1}. Nothing to do, unless it is said again: then look at the disk",
                what,
                damage.getMessage());
    }

    private static Unavailable unusable(Exception failure) {
        return new Unavailable("the copy of the GitOps repository can't be used: " + failure.getMessage(), failure);
    }

    @Override
    public synchronized void close() {
        if (copy != null) {
            copy.close();
        }
        cache.close();
    }
}
