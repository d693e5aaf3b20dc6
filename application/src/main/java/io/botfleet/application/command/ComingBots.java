package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.Optional;

/**
 * Live bots whose values are in Git and that the cluster has yet to bring up. It follows the repository at times of its own:
 * whatever is committed next, it may be on its way to the values that are there now, and such a bot trades for a moment. Only
 * a revision with values by which it comes up paused tells that it will not.
 */
final class ComingBots {
    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;

    ComingBots(Commands commands, GitOpsRepository repository, Workloads workloads) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
    }

    /** The live start that Git has for a client, where the cluster is reached and has not taken up what Git has. */
    Optional<Command> of(ClientId client) {
        RepositoryPath path = RepositoryPath.ofBot(client);
        Optional<CommandId> named = repository.inventory().getOrDefault(path, Optional.empty());
        return named.flatMap(commands::find)
                .filter(ComingBots::isLive)
                .filter(start -> workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                        && repository
                                .head()
                                .flatMap(head -> repository.at(head, path))
                                .filter(file -> isComing(start, seen, file))
                                .isPresent());
    }

    /**
     * Whether a start's bot may come up otherwise than by these values.
     *
     * @param values as the deployed revision has to have them
     */
    boolean isComing(Command start, Observation.Seen seen, Bytes values) {
        boolean answers = seen.pod()
                .filter(pod -> pod.phase() == Pod.Phase.READY)
                .flatMap(Pod::command)
                .equals(Optional.of(start.id()));
        return isLive(start)
                && !answers
                && !HoldingBots.wasSeenToFail(start, seen)
                && seen.revision()
                        .flatMap(revision -> repository.at(revision, RepositoryPath.ofBot(start.client())))
                        .filter(values::equals)
                        .isEmpty();
    }

    static boolean isLive(Command start) {
        return start.order().orElse(null) instanceof StartTrading order && !order.dryRun();
    }
}
