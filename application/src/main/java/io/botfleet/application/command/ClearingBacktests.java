package io.botfleet.application.command;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes away what is left of backtests that are over: a Job whose values stay in Git is run again where it is lost. */
public final class ClearingBacktests {
    private static final int MOST = 500;

    /** Ended without an approval: what is in Git of them came back by hand, or was never taken away. */
    private static final Set<Stage> REFUSED = EnumSet.of(Stage.ROLLED_BACK, Stage.RECLAIMED, Stage.VANISHED);

    private final Backtests backtests;
    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;

    public ClearingBacktests(Backtests backtests, Commands commands, GitOpsRepository repository, Workloads workloads) {
        this.backtests = backtests;
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
    }

    /** Returns how many values files it removed; to be called by the writer to Git, and harmless at any time. */
    public int clear(Fence fence) {
        Map<RepositoryPath, Optional<CommandId>> files = repository.inventory();
        List<Change> changes = new ArrayList<>();
        for (RepositoryPath path : files.keySet()) {
            path.backtestOf()
                    .flatMap(commands::find)
                    .filter(command -> path.equals(RepositoryPath.ofBacktest(command.client(), command.id())))
                    .filter(this::isOver)
                    .ifPresent(command -> changes.add(new Change(
                            command.id(),
                            command.client(),
                            command.submission().transaction(),
                            Change.Kind.WITHDRAW,
                            path,
                            Optional.empty())));
        }
        if (!changes.isEmpty()) {
            repository.apply(fence, changes);
        }
        removeJobs(files.keySet());
        return changes.size();
    }

    private boolean isOver(Command command) {
        return REFUSED.contains(command.stage()) || backtests.of(command.id()).isPresent();
    }

    private void removeJobs(Set<RepositoryPath> filesBefore) {
        for (Backtests.Over over : backtests.uncleared(MOST)) {
            RepositoryPath path = RepositoryPath.ofBacktest(over.client(), over.command());
            Optional<CommitId> head = filesBefore.contains(path) ? Optional.empty() : repository.head();
            if (head.filter(commit -> repository.at(commit, path).isEmpty()).isPresent()) {
                WorkloadId job = WorkloadId.ofBacktest(over.client(), over.command());
                workloads.remove(job, revision -> repository.contains(revision, head.get()));
                if (workloads.observe(job) instanceof Observation.Seen seen
                        && seen.pod().isEmpty()
                        && seen.revision()
                                .filter(revision -> repository.contains(revision, head.get()))
                                .isPresent()) {
                    backtests.cleared(over.command());
                }
            }
        }
    }
}
