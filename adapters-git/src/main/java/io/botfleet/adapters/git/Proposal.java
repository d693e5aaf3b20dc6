package io.botfleet.adapters.git;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.gitops.CommitId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;

/** The commits that bring some changes onto one tip of the branch: one for each change, in the order of the changes. */
final class Proposal implements AutoCloseable {
    private final Repository copy;
    private final History history;
    private final Committer committer;
    private final Optional<ObjectId> start;
    private final ObjectInserter inserter;
    private final ObjectReader reader;
    private final TreeEdit edit;
    private final List<Applied> applied = new ArrayList<>();
    private Optional<ObjectId> tip;

    Proposal(Repository copy, History history, Committer committer, Optional<ObjectId> start) {
        this.copy = copy;
        this.history = history;
        this.committer = committer;
        this.start = start;
        this.tip = start;
        this.inserter = copy.newObjectInserter();
        this.reader = inserter.newReader();
        this.edit = new TreeEdit(reader, inserter);
    }

    /** Throws {@link Conflict} where a later writer has been there; leaves word where this one is the later. */
    void takeOver(Fence fence) throws IOException {
        Optional<Bytes> file = tip.isPresent() ? tree().content(WriterEpoch.PATH) : Optional.empty();
        long last = file.map(WriterEpoch::read).map(WriterEpoch::number).orElse(-1L);
        if (last > fence.epoch()) {
            throw new Conflict("a writer of epoch " + last + " has taken over from epoch " + fence.epoch());
        }
        if (last < fence.epoch()) {
            WriterEpoch next = new WriterEpoch(fence.epoch());
            commit(WriterEpoch.PATH, Optional.of(blob(next.content())), next.message());
        }
    }

    void add(Change change) throws IOException {
        Optional<ObjectId> file = change.content().isPresent()
                ? Optional.of(inserter.idFor(
                        Constants.OBJ_BLOB, change.content().get().toArray()))
                : Optional.empty();
        Optional<ObjectId> made = made(change, file);
        if (made.isEmpty() && !isAtTip(change, file)) {
            requireNotUndone(change);
            Optional<ObjectId> stored = change.content().isPresent()
                    ? Optional.of(blob(change.content().get()))
                    : Optional.empty();
            commit(change.path().value(), stored, CommandTrailers.message(change));
        }
        applied.add(new Applied(
                change.command(), new CommitId(made.or(() -> tip).orElseThrow().name())));
    }

    /** The commit that made this very change, however the branch went on from there. */
    private Optional<ObjectId> made(Change change, Optional<ObjectId> file) throws IOException {
        if (change.kind() == Change.Kind.WITHDRAW) {
            return Optional.empty();
        }
        for (ObjectId commit : history.commitsFor(CommandTrailers.of(change))) {
            if (Tree.of(reader, commit).file(change.path().value()).equals(file)) {
                return Optional.of(commit);
            }
        }
        return Optional.empty();
    }

    private boolean isAtTip(Change change, Optional<ObjectId> file) throws IOException {
        return tree().file(change.path().value()).equals(file);
    }

    /** A late worker must not start again what was undone meanwhile. */
    private void requireNotUndone(Change change) {
        boolean undone =
                !history.commitsFor(CommandTrailers.of(change).undone()).isEmpty();
        if (change.kind() == Change.Kind.CARRY_OUT && undone) {
            throw new Conflict("command " + change.command() + " was undone in the GitOps repository");
        }
    }

    private void commit(String path, Optional<ObjectId> file, String message) throws IOException {
        Optional<ObjectId> root = tip.isPresent() ? Optional.of(tree().id()) : Optional.empty();
        tip = Optional.of(committer.commit(copy, inserter, tip, edit.with(root, path, file), message));
    }

    private ObjectId blob(Bytes content) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, content.toArray());
    }

    private Tree tree() throws IOException {
        return Tree.of(reader, tip.orElseThrow());
    }

    /** One answer for each change, in their order. */
    List<Applied> applied() {
        return List.copyOf(applied);
    }

    Optional<ObjectId> start() {
        return start;
    }

    /** The last of the new commits; empty where there are none. */
    Optional<ObjectId> tip() {
        return tip.equals(start) ? Optional.empty() : tip;
    }

    /** Writes the new objects into the copy's object database, where a push finds them. */
    void write() throws IOException {
        inserter.flush();
    }

    @Override
    public void close() {
        reader.close();
        inserter.close();
    }
}
