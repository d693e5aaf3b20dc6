package io.botfleet.adapters.git;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.util.Paths;

/** Rewrites the trees along one path and nothing else, so that the cost does not grow with the number of files. */
final class TreeEdit {
    private final ObjectReader reader;
    private final ObjectInserter inserter;

    TreeEdit(ObjectReader reader, ObjectInserter inserter) {
        this.reader = reader;
        this.inserter = inserter;
    }

    /**
     * The tree with another file at {@code path}.
     *
     * @param file empty to remove it, and with it every folder that it leaves empty
     */
    ObjectId with(Optional<ObjectId> root, String path, Optional<ObjectId> file) throws IOException {
        return with(root, path, FileMode.REGULAR_FILE, file);
    }

    /** The tree with another folder at {@code path}. */
    ObjectId withFolder(Optional<ObjectId> root, String path, ObjectId folder) throws IOException {
        return with(root, path, FileMode.TREE, Optional.of(folder));
    }

    private ObjectId with(Optional<ObjectId> root, String path, FileMode mode, Optional<ObjectId> entry)
            throws IOException {
        Optional<ObjectId> edited = edit(root, path.split("/"), 0, mode, entry);
        return edited.isPresent() ? edited.get() : inserter.insert(new TreeFormatter());
    }

    private Optional<ObjectId> edit(
            Optional<ObjectId> tree, String[] path, int depth, FileMode mode, Optional<ObjectId> entry)
            throws IOException {
        byte[] name = Constants.encode(path[depth]);
        if (depth == path.length - 1) {
            return replace(tree, name, mode, entry);
        }
        Optional<ObjectId> below = tree.isPresent() ? folder(tree.get(), name) : tree;
        return replace(tree, name, FileMode.TREE, edit(below, path, depth + 1, mode, entry));
    }

    private Optional<ObjectId> folder(ObjectId tree, byte[] name) throws IOException {
        for (CanonicalTreeParser at = parse(tree); !at.eof(); at = at.next()) {
            if (isNamed(at, name)) {
                return FileMode.TREE.equals(at.getEntryRawMode())
                        ? Optional.of(at.getEntryObjectId())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<ObjectId> replace(
            Optional<ObjectId> tree, byte[] name, FileMode mode, Optional<ObjectId> replacement) throws IOException {
        TreeFormatter formatter = new TreeFormatter();
        boolean toWrite = replacement.isPresent();
        boolean empty = true;
        if (tree.isPresent()) {
            for (CanonicalTreeParser at = parse(tree.get()); !at.eof(); at = at.next()) {
                if (isNamed(at, name)) {
                    continue;
                }
                if (toWrite && comesBefore(name, mode, at)) {
                    formatter.append(name, mode, replacement.orElseThrow());
                    toWrite = false;
                }
                formatter.append(
                        at.getEntryPathBuffer(),
                        at.getNameOffset(),
                        at.getNameLength(),
                        at.getEntryFileMode(),
                        at.idBuffer(),
                        at.idOffset());
                empty = false;
            }
        }
        if (toWrite) {
            formatter.append(name, mode, replacement.orElseThrow());
        }
        return empty && replacement.isEmpty() ? Optional.empty() : Optional.of(inserter.insert(formatter));
    }

    private CanonicalTreeParser parse(ObjectId tree) throws IOException {
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(reader, tree);
        return parser;
    }

    private static boolean isNamed(CanonicalTreeParser at, byte[] name) {
        int from = at.getNameOffset();
        return Arrays.equals(at.getEntryPathBuffer(), from, from + at.getNameLength(), name, 0, name.length);
    }

    /** Git's order of entries, in which a folder's name ends with a slash. */
    private static boolean comesBefore(byte[] name, FileMode mode, CanonicalTreeParser at) {
        int from = at.getNameOffset();
        return Paths.compare(
                        name,
                        0,
                        name.length,
                        mode.getBits(),
                        at.getEntryPathBuffer(),
                        from,
                        from + at.getNameLength(),
                        at.getEntryRawMode())
                < 0;
    }
}
