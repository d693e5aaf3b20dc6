package io.botfleet.application.command;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;

/** Takes away what is left in the cluster of backtests that are over, where it does not go by itself. */
public final class RemovingJobs {
    /** In a round; each asks the cluster, and those behind them come in the next one. */
    private static final int MOST = 50;

    private final Backtests backtests;
    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;

    public RemovingJobs(Backtests backtests, Commands commands, GitOpsRepository repository, Workloads workloads) {
        this.backtests = backtests;
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
    }

    /**
     * Removes the Jobs of those whose values are gone from Git; returns of how many nothing is left now. To be called until
     * nothing is, and harmless at any time.
     */
    public int remove() {
        int cleared = 0;
        for (CommandId id : backtests.uncleared(MOST)) {
            if (commands.find(id).filter(this::isGone).isPresent()) {
                backtests.cleared(id);
                cleared++;
            }
        }
        return cleared;
    }

    private boolean isGone(Command command) {
        WorkloadId job = WorkloadId.ofBacktest(command.client(), command.id());
        workloads.remove(job, revision -> holdsRemoval(revision, command));
        return workloads.observe(job) instanceof Observation.Seen seen
                && seen.pod().isEmpty()
                && seen.revision()
                        .filter(revision -> holdsRemoval(revision, command))
                        .isPresent();
    }

    /** That its values came and went by then; the head would move on with every other client's commit. */
    private boolean holdsRemoval(CommitId revision, Command command) {
        return command.commit()
                        .map(commit -> repository.contains(revision, commit))
                        .orElse(true)
                && repository
                        .at(revision, RepositoryPath.ofBacktest(command.client(), command.id()))
                        .isEmpty();
    }
}
