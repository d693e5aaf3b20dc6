package io.botfleet.testkit.memory;

import io.botfleet.application.gitops.Change;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.document.CanonicalJson;
import io.botfleet.domain.document.Json;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One branch: commits in a row, each with its whole tree. */
public final class GitHistory {
    /** One commit, with the commands that its trailers name. */
    public record Commit(CommitId id, Map<RepositoryPath, Bytes> tree, List<Change> changes) {}

    private final List<Commit> commits = new ArrayList<>();
    private final Map<CommitId, Integer> positions = new HashMap<>();
    private final Map<CommandId, List<Commit>> byCommand = new HashMap<>();
    private final Map<Bytes, Json.Members> read = new HashMap<>();
    private long writerEpoch;

    /** Commits these changes together. */
    public synchronized CommitId commit(List<Change> changes) {
        Map<RepositoryPath, Bytes> tree = new LinkedHashMap<>(tree());
        for (Change change : changes) {
            if (change.content().isPresent()) {
                tree.put(change.path(), change.content().get());
            } else {
                tree.remove(change.path());
            }
        }
        return add(tree, changes);
    }

    /** Puts a file there, or takes it away, without saying for which command, as a push by hand does. */
    public synchronized CommitId commitByHand(RepositoryPath path, Optional<Bytes> content) {
        Map<RepositoryPath, Bytes> tree = new LinkedHashMap<>(tree());
        if (content.isPresent()) {
            tree.put(path, content.get());
        } else {
            tree.remove(path);
        }
        return add(tree, List.of());
    }

    private CommitId add(Map<RepositoryPath, Bytes> tree, List<Change> changes) {
        String hash = CanonicalJson.sha256(Json.of("commit " + commits.size())).hex();
        CommitId id = new CommitId(hash.substring(2, 42));
        positions.put(id, commits.size());
        Commit commit = new Commit(id, Collections.unmodifiableMap(tree), List.copyOf(changes));
        commits.add(commit);
        changes.stream().map(Change::command).distinct().forEach(command -> byCommand
                .computeIfAbsent(command, _ -> new ArrayList<>())
                .add(commit));
        return id;
    }

    /** The commit that made this very change. */
    synchronized Optional<CommitId> commitOf(Change change) {
        return of(change.command())
                .filter(each ->
                        change.kind() != Change.Kind.WITHDRAW && each.changes().contains(change))
                .map(Commit::id)
                .findFirst();
    }

    /** Whether the command of this change was undone. */
    synchronized boolean holdsUndoOf(Change change) {
        return of(change.command())
                .flatMap(each -> each.changes().stream())
                .filter(each -> each.command().equals(change.command()))
                .filter(each -> each.transaction().equals(change.transaction()))
                .anyMatch(each -> each.kind() == Change.Kind.UNDO);
    }

    private Stream<Commit> of(CommandId command) {
        return byCommand.getOrDefault(command, List.of()).stream();
    }

    /** Whether a writer of this epoch may push; remembers it. */
    synchronized boolean admit(long epoch) {
        if (epoch < writerEpoch) {
            return false;
        }
        writerEpoch = epoch;
        return true;
    }

    public synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }

    /** What a values file says; each is read once. */
    synchronized Json.Members values(Bytes yaml) {
        return read.computeIfAbsent(yaml, ValuesYaml::read);
    }

    public synchronized int size() {
        return commits.size();
    }

    /** The commit at a place in the row, from 0. */
    public synchronized Commit at(int place) {
        return commits.get(place);
    }

    public synchronized Map<RepositoryPath, Bytes> tree() {
        return commits.isEmpty() ? Map.of() : commits.getLast().tree();
    }

    public synchronized Optional<CommitId> head() {
        return commits.isEmpty()
                ? Optional.empty()
                : Optional.of(commits.getLast().id());
    }

    /** The commit's place in the row, from 0; -1 where there is no such commit. */
    synchronized int position(CommitId commit) {
        return positions.getOrDefault(commit, -1);
    }

    /** A file as it was at a commit. */
    synchronized Optional<Bytes> file(CommitId commit, RepositoryPath path) {
        int place = position(commit);
        return place < 0
                ? Optional.empty()
                : Optional.ofNullable(commits.get(place).tree().get(path));
    }
}
