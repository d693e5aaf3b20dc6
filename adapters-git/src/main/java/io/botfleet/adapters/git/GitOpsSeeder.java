package io.botfleet.adapters.git;

import io.botfleet.domain.gitops.CommitId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** Makes a bare GitOps repository on this machine, or gives one that is there what it lacks. */
public final class GitOpsSeeder {
    static {
        IsolatedSystemReader.install();
    }

    /**
     * @param head the branch's commit now
     * @param sameChart whether the repository's chart is the given one; an older or changed one is left as it is
     */
    public record Seeded(CommitId head, boolean sameChart) {}

    private static final String BRANCH = Constants.R_HEADS + "main";
    private static final String CHART = "infra/charts/freqtrade";
    private static final String README = """
        # GitOps repository

        What runs is what stands here on the branch `main`: one folder under `clientes/` is one bot, rendered with the
        chart in `infra/charts/freqtrade`. botfleet writes the values files; each commit names its command and its
        transaction. Removing a client's folder removes the bot.
        """;
    private static final String CLIENTS = "One folder a client, with the values of its bot; botfleet writes them.\n";

    private final Committer committer;

    public GitOpsSeeder(Identity identity, Clock clock) {
        this.committer = new Committer(identity, clock, Optional.empty());
    }

    /** Repeating it changes nothing; a repository appears at {@code folder} whole or not at all. */
    public Seeded seed(Path folder, Path chart) {
        try {
            if (!FileKey.isGitRepository(folder.toFile(), FS.DETECTED)) {
                Path beginning = folder.resolveSibling(folder.getFileName() + ".new");
                Folders.delete(beginning);
                create(beginning);
                seedExisting(beginning, chart);
                Files.move(beginning, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return seedExisting(folder, chart);
        } catch (IOException failure) {
            throw new UncheckedIOException("the GitOps repository can't be made", failure);
        }
    }

    private static void create(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Repository repository = open(folder)) {
            repository.create(true);
            repository.updateRef(Constants.HEAD).link(BRANCH);
            StoredConfig config = repository.getConfig();
            // It is the audit trail, and a commit that was reported is not to be lost with the power.
            config.setBoolean("receive", null, "denyNonFastForwards", true);
            config.setBoolean("receive", null, "denyDeletes", true);
            config.setBoolean("core", null, "fsyncObjectFiles", true);
            config.setBoolean("core", null, "fsyncRefFiles", true);
            GarbageCollection.configure(config);
            config.save();
        }
    }

    private Seeded seedExisting(Path folder, Path chart) throws IOException {
        try (Repository repository = open(folder);
                ObjectInserter inserter = repository.newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            Optional<ObjectId> tip = Optional.ofNullable(repository.resolve(BRANCH));
            Optional<Tree> now = tip.isPresent() ? Optional.of(Tree.of(reader, tip.get())) : Optional.empty();
            TreeEdit edit = new TreeEdit(reader, inserter);
            ObjectId ours = folder(edit, inserter, chart);
            Optional<ObjectId> theirs = now.isPresent() ? now.get().folder(CHART) : Optional.empty();
            if (theirs.isPresent()) {
                return new Seeded(
                        new CommitId(tip.orElseThrow().name()), theirs.get().equals(ours));
            }
            ObjectId seeded = edit.withFolder(now.map(Tree::id), CHART, ours);
            seeded = withText(edit, inserter, reader, seeded, "README.md", README);
            seeded = withText(edit, inserter, reader, seeded, "clientes/README.md", CLIENTS);
            ObjectId commit = committer.commit(repository, inserter, tip, seeded, "Seed the GitOps repository\n");
            inserter.flush();
            move(repository, tip, commit);
            return new Seeded(new CommitId(commit.name()), true);
        }
    }

    private static ObjectId folder(TreeEdit edit, ObjectInserter inserter, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        Optional<ObjectId> tree = Optional.empty();
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            ObjectId content = inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file));
            tree = Optional.of(edit.with(tree, name, Optional.of(content)));
        }
        return tree.orElseThrow(() -> new IOException("there is no chart in " + folder));
    }

    private static ObjectId withText(
            TreeEdit edit, ObjectInserter inserter, ObjectReader reader, ObjectId root, String path, String text)
            throws IOException {
        return new Tree(reader, root).holds(path)
                ? root
                : edit.with(
                        Optional.of(root),
                        path,
                        Optional.of(inserter.insert(Constants.OBJ_BLOB, Constants.encode(text))));
    }

    private static void move(Repository repository, Optional<ObjectId> from, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(BRANCH);
        update.setExpectedOldObjectId(from.orElse(ObjectId.zeroId()));
        update.setNewObjectId(to);
        update.setRefLogMessage("seed", false);
        RefUpdate.Result result = update.update();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FAST_FORWARD) {
            throw new IOException("the branch main could not be moved: " + result);
        }
    }

    private static Repository open(Path folder) throws IOException {
        return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    }
}
