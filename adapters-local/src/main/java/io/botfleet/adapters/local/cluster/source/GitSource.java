package io.botfleet.adapters.local.cluster.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;

/** One branch of a Git repository: read in place where it is a folder, through a mirror of our own where it is a URL. */
public final class GitSource implements AutoCloseable {
    private static final int MAXIMUM_BYTES = 8 * 1024 * 1024;

    private final String location;
    private final String branch;
    private final Path mirror;
    private Optional<Repository> open = Optional.empty();

    /**
     * @param location a folder, a {@code file:} URL or a URL that JGit can fetch from without being asked for a password
     * @param mirror the folder for the mirror of a remote repository
     */
    public GitSource(String location, String branch, Path mirror) {
        this.location = location;
        this.branch = branch;
        this.mirror = mirror;
    }

    /** The head of the branch; throws {@link IOException} where the repository or the branch is not to be had now. */
    public ObjectId head() throws IOException {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            fetch();
        } else if (RepositoryCache.FileKey.resolve(folder.get().toFile(), FS.DETECTED) == null) {
            close();
            throw new IOException("there is no Git repository at " + location);
        }
        Ref ref = repository().exactRef(Constants.R_HEADS + branch);
        if (ref == null || ref.getObjectId() == null) {
            throw new IOException("the repository has no branch " + branch);
        }
        return ref.getObjectId();
    }

    /** The ids of the folders in a folder of a commit, by name; empty where that is missing. */
    public Map<String, ObjectId> folders(ObjectId commit, String folder) throws IOException {
        Map<String, ObjectId> found = new TreeMap<>();
        Optional<ObjectId> tree = tree(commit, folder);
        if (tree.isPresent()) {
            try (TreeWalk walk = new TreeWalk(repository())) {
                walk.addTree(tree.get());
                while (walk.next()) {
                    if (walk.getFileMode(0).equals(FileMode.TREE)) {
                        found.put(walk.getNameString(), walk.getObjectId(0));
                    }
                }
            }
        }
        return found;
    }

    /** The id of a folder in a commit, which changes with anything in it. */
    public Optional<ObjectId> tree(ObjectId commit, String folder) throws IOException {
        try (RevWalk commits = new RevWalk(repository())) {
            RevTree root = commits.parseCommit(commit).getTree();
            try (TreeWalk walk = TreeWalk.forPath(repository(), folder, root)) {
                return walk == null || !walk.getFileMode(0).equals(FileMode.TREE)
                        ? Optional.empty()
                        : Optional.of(walk.getObjectId(0));
            }
        }
    }

    /** The content of a regular file directly in a folder; empty where it is missing. */
    public Optional<byte[]> file(ObjectId tree, String name) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(repository(), name, tree)) {
            return walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB
                    ? Optional.empty()
                    : Optional.of(repository().open(walk.getObjectId(0)).getBytes(MAXIMUM_BYTES));
        }
    }

    /** Writes the regular files of a folder, and of the ones below, into an empty folder on disk; links are left out. */
    public void export(ObjectId tree, Path into) throws IOException {
        try (TreeWalk walk = new TreeWalk(repository())) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
                if ((walk.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE) {
                    Path file = into.resolve(walk.getPathString()).normalize();
                    if (!file.startsWith(into)) {
                        throw new IOException("the tree names a file outside of itself");
                    }
                    Files.createDirectories(file.getParent() == null ? into : file.getParent());
                    Files.write(file, repository().open(walk.getObjectId(0)).getBytes(MAXIMUM_BYTES));
                }
            }
        }
    }

    private Repository repository() throws IOException {
        if (open.isEmpty()) {
            Path folder = folder().orElse(mirror);
            var resolved = RepositoryCache.FileKey.resolve(folder.toFile(), FS.DETECTED);
            if (resolved == null) {
                throw new IOException("there is no Git repository at " + location);
            }
            open = Optional.of(new FileRepositoryBuilder()
                    .setGitDir(resolved)
                    .setMustExist(true)
                    .build());
        }
        return open.get();
    }

    private Optional<Path> folder() {
        if (location.startsWith("file:")) {
            return Optional.of(Path.of(URI.create(location)));
        }
        Predicate<String> remote = text -> text.contains("://") || text.matches("[^/]+@[^/]+:.*");
        return remote.test(location) ? Optional.empty() : Optional.of(Path.of(location));
    }

    private void fetch() throws IOException {
        if (!Files.exists(mirror.resolve("HEAD"))) {
            try (Repository made = FileRepositoryBuilder.create(mirror.toFile())) {
                made.create(true);
            }
        }
        try {
            Git.wrap(repository())
                    .fetch()
                    .setRemote(location)
                    .setRefSpecs(new RefSpec("+" + Constants.R_HEADS + branch + ":" + Constants.R_HEADS + branch))
                    .setTimeout(10)
                    .call();
        } catch (GitAPIException failure) {
            throw new IOException("the repository could not be fetched", failure);
        }
    }

    @Override
    public void close() {
        open.ifPresent(Repository::close);
        open = Optional.empty();
    }
}
