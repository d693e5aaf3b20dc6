package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
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
        return named(path)
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
        return !HoldingBots.wasSeenToFail(start, seen) && mayTrade(start, seen, values);
    }

    /** The same, also for a bot that was seen to fail: it answers for now. */
    boolean mayTrade(Command start, Observation.Seen seen, Bytes values) {
        return isLive(start) && !isTakenUp(start.client(), seen, values);
    }

    private boolean isTakenUp(ClientId client, Observation.Seen seen, Bytes values) {
        return seen.revision()
                .flatMap(revision -> repository.at(revision, RepositoryPath.ofBot(client)))
                .filter(values::equals)
                .isPresent();
    }

    /**
     * A live bot that trades where it starts again: whatever it says of itself, it may crash before it is taken away.
     *
     * @param isPaused whether Git has that it comes up paused, which the cluster has yet to take up
     */
    record Trading(Command start, boolean isPaused) {}

    /** The start of the client's bot in Git, if it is live. */
    Optional<Command> live(ClientId client) {
        return named(RepositoryPath.ofBot(client)).filter(ComingBots::isLive);
    }

    /** The client's bot in Git, if it is live and trades where it starts again. */
    Optional<Trading> trading(ClientId client, Observation.Seen seen) {
        RepositoryPath path = RepositoryPath.ofBot(client);
        return live(client).flatMap(start -> repository
                .head()
                .flatMap(head -> repository.at(head, path))
                .filter(file -> !ValuesDocument.isPaused(file) || !isTakenUp(client, seen, file))
                .map(file -> new Trading(start, ValuesDocument.isPaused(file))));
    }

    private Optional<Command> named(RepositoryPath path) {
        return repository.inventory().getOrDefault(path, Optional.empty()).flatMap(commands::find);
    }

    static boolean isLive(Command start) {
        return start.order().orElse(null) instanceof StartTrading order && !order.dryRun();
    }
}
