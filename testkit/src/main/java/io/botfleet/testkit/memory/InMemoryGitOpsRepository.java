package io.botfleet.testkit.memory;

import io.botfleet.application.failure.Conflict;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
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
        GitHistory git = git();
        synchronized (git) {
            if (!git.admit(fence.epoch())) {
                throw new Conflict("a writer of a later epoch has been here");
            }
            List<Change> missing = changes.stream()
                    .filter(change -> !change.content()
                                    .equals(Optional.ofNullable(git.tree().get(change.path())))
                            || git.commits().isEmpty())
                    .toList();
            Optional<CommitId> made = missing.isEmpty() ? Optional.empty() : Optional.of(git.commit(missing));
            List<Applied> applied = new ArrayList<>();
            for (Change change : changes) {
                CommitId commit = git.commits().reversed().stream()
                        .filter(each -> each.changes().contains(change))
                        .map(GitHistory.Commit::id)
                        .findFirst()
                        .or(() -> made)
                        .or(git::head)
                        .orElseThrow();
                applied.add(new Applied(change.command(), commit));
            }
            return applied;
        }
    }

    @Override
    public Optional<CommitId> head() {
        return git().head();
    }

    @Override
    public Optional<Bytes> at(CommitId commit, RepositoryPath path) {
        GitHistory git = git();
        synchronized (git) {
            return git.commits().stream()
                    .filter(each -> each.id().equals(commit))
                    .findFirst()
                    .flatMap(each -> Optional.ofNullable(each.tree().get(path)));
        }
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
        git().tree()
                .forEach((path, yaml) -> inventory.put(
                        path,
                        ValuesYaml.read(yaml)
                                .get("commandId")
                                .filter(Json.Text.class::isInstance)
                                .map(id -> CommandId.parse(((Json.Text) id).value()))));
        return inventory;
    }

    private GitHistory git() {
        world.require(World.Part.GIT);
        return world.git();
    }
}
