package io.botfleet.application.command;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Takes the values of backtests that are over from Git: a Job whose values stay in Git is run again where it is lost. */
public final class ClearingBacktests {
    private final Backtests backtests;
    private final Commands commands;
    private final GitOpsRepository repository;

    public ClearingBacktests(Backtests backtests, Commands commands, GitOpsRepository repository) {
        this.backtests = backtests;
        this.commands = commands;
        this.repository = repository;
    }

    /**
     * Removes the values files of those that are over, whoever put them there; returns how many. To be called by the writer to
     * Git, and harmless at any time.
     */
    public int withdraw(Fence fence) {
        Map<CommandId, RepositoryPath> files = new TreeMap<>();
        repository.inventory().keySet().forEach(path -> path.backtestOf().ifPresent(id -> files.put(id, path)));
        Set<CommandId> over = files.isEmpty() ? Set.of() : backtests.over(files.keySet());
        List<Change> changes = new ArrayList<>();
        files.forEach((id, path) -> Optional.of(id)
                .filter(over::contains)
                .flatMap(commands::find)
                .filter(command -> path.equals(RepositoryPath.ofBacktest(command.client(), id)))
                .ifPresent(command -> changes.add(new Change(
                        id,
                        command.client(),
                        command.submission().transaction(),
                        Change.Kind.WITHDRAW,
                        path,
                        Optional.empty()))));
        if (!changes.isEmpty()) {
            backtests.mayBeLeft(changes.stream().map(Change::command).collect(Collectors.toSet()));
            repository.apply(fence, changes);
        }
        return changes.size();
    }
}
