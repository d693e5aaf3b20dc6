package io.botfleet.adapters.git;

import io.botfleet.application.failure.Permanent;
import io.botfleet.domain.chain.Bytes;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files below one root. */
final class Tree {
    /** Far above any values file; a larger one was put there by hand, and is not loaded into memory. */
    static final int LARGEST_FILE = 1 << 20;

    private final ObjectReader reader;
    private final ObjectId root;

    Tree(ObjectReader reader, ObjectId root) {
        this.reader = reader;
        this.root = root;
    }

    @SuppressWarnings("resource") // Closing the walk would close the reader, which is the caller's.
    static Tree of(ObjectReader reader, ObjectId commit) throws IOException {
        return new Tree(reader, new RevWalk(reader).parseTree(commit).copy());
    }

    ObjectId id() {
        return root;
    }

    boolean holds(String path) throws IOException {
        return TreeWalk.forPath(reader, path, root) != null;
    }

    Optional<ObjectId> folder(String path) throws IOException {
        TreeWalk found = TreeWalk.forPath(reader, path, root);
        return found != null && FileMode.TREE.equals(found.getRawMode(0))
                ? Optional.of(found.getObjectId(0))
                : Optional.empty();
    }

    /** A plain file; folders, symbolic links and submodules are none. */
    Optional<ObjectId> file(String path) throws IOException {
        TreeWalk found = TreeWalk.forPath(reader, path, root);
        if (found == null) {
            return Optional.empty();
        }
        int mode = found.getRawMode(0);
        return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)
                ? Optional.of(found.getObjectId(0))
                : Optional.empty();
    }

    /** Throws {@link Permanent} for a file of more than {@link #LARGEST_FILE} bytes. */
    Optional<Bytes> content(String path) throws IOException {
        Optional<ObjectId> file = file(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ObjectLoader content = reader.open(file.get());
        if (content.getSize() > LARGEST_FILE) {
            throw new Permanent("the file " + path + " in the GitOps repository has " + content.getSize() + " bytes");
        }
        return Optional.of(Bytes.of(content.getCachedBytes(LARGEST_FILE)));
    }
}
