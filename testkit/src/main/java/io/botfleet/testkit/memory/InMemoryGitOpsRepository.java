package io.botfleet.testkit.memory;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public final class InMemoryGitOpsRepository implements GitOpsRepository {
    private final World world;

    public InMemoryGitOpsRepository(World world) {
        this.world = world;
    }

    @Override
    public List<Applied> apply(Fence fence, List<Change> changes) {
        if (fence.role() != Role.GIT_WRITER) {
            throw new IllegalArgumentException("the GitOps repository is written under the role of GIT_WRITER only");
        }
        GitHistory git = git();
        synchronized (git) {
            if (!git.admit(fence.epoch())) {
                throw new Conflict("a writer of a later epoch has been here");
            }
            List<Applied> applied = new ArrayList<>();
            for (Change change : changes) {
                applied.add(new Applied(change.command(), apply(git, change)));
            }
            return applied;
        }
    }

    private static CommitId apply(GitHistory git, Change change) {
        Optional<CommitId> made = git.commitOf(change);
        if (made.isPresent()) {
            return made.get();
        }
        Optional<Bytes> now = Optional.ofNullable(git.tree().get(change.path()));
        if (now.equals(change.content()) && git.head().isPresent()) {
            return git.head().get();
        }
        if (change.kind() == Change.Kind.CARRY_OUT && git.holdsUndoOf(change)) {
            throw new Conflict("command " + change.command() + " was undone");
        }
        return git.commit(List.of(change));
    }

    @Override
    public Optional<CommitId> head() {
        return git().head();
    }

    @Override
    public Optional<CommitId> recentHead() {
        return head();
    }

    @Override
    public Optional<Bytes> at(CommitId commit, RepositoryPath path) {
        return git().file(commit, path);
    }

    @Override
    public boolean contains(CommitId head, CommitId commit) {
        GitHistory git = git();
        synchronized (git) {
            int position = git.position(commit);
            return position >= 0 && position <= git.position(head);
        }
    }

    @Override
    public Map<RepositoryPath, Optional<CommandId>> inventory() {
        Map<RepositoryPath, Optional<CommandId>> inventory = new LinkedHashMap<>();
        GitHistory git = git();
        git.tree().forEach((path, yaml) -> {
            if (!isOfTheChart(path)) {
                inventory.put(
                        path,
                        git.values(yaml)
                                .get("commandId")
                                .filter(Json.Text.class::isInstance)
                                .map(id -> CommandId.parse(((Json.Text) id).value())));
            }
        });
        return inventory;
    }

    private static boolean isOfTheChart(RepositoryPath path) {
        return path.equals(RepositoryPath.CHART_SCHEMA) || path.equals(RepositoryPath.CHART_VALUES);
    }

    private GitHistory git() {
        world.require(World.Part.GIT);
        return world.git();
    }
}
