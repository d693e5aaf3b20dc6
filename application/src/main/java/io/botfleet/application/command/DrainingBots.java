package io.botfleet.application.command;

import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes away bots that no command asks for: those that a stop left because they held positions, and those whose values
 * somebody put back by hand. Each is paused, and goes once it says that it holds nothing; a bot that can't be asked stays. Bots that
 * a command asks for, and that are paused all the same, trade again.
 */
public final class DrainingBots {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Positions positions;
    private final ResumingBots resuming;

    public DrainingBots(
            Commands commands, GitOpsRepository repository, Workloads workloads, Bots bots, TenantSecrets secrets) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = new Positions(bots, secrets);
        this.resuming = new ResumingBots(commands, workloads, positions);
    }

    /** Looks at every values file and every client's bot once; returns how many values files it took away. */
    public int drain(Fence fence) {
        takeAwayWhatIsLeft();
        resuming.resume();
        return withdraw(fence);
    }

    /**
     * Where removed values end no bot by themselves, the command that removed them sees to that. Those that were taken away
     * here, or by hand, are no command's any more, nor are those of an undoing that gave up waiting for its bot to go. What
     * holds positions, or does not say so, is left to a person, who is told of it.
     */
    private void takeAwayWhatIsLeft() {
        Optional<CommitId> head = repository.head();
        if (head.isEmpty()) {
            return;
        }
        CommitId without = head.get();
        for (ClientId client : commands.clients()) {
            boolean left = repository.at(without, RepositoryPath.ofBot(client)).isEmpty()
                    && hasPod(client)
                    && unasked(client, Optional.empty()).isPresent();
            if (left && isFlat(client)) {
                workloads.remove(WorkloadId.ofBot(client), revision -> repository.contains(revision, without));
            }
        }
    }

    private int withdraw(Fence fence) {
        List<Change> withdrawals = new ArrayList<>();
        for (Map.Entry<RepositoryPath, Optional<CommandId>> file :
                repository.inventory().entrySet()) {
            file.getKey()
                    .botOf()
                    .flatMap(client -> unasked(client, file.getValue()))
                    .filter(by -> isFlat(by.client()))
                    .map(by -> withdrawal(by, file.getKey()))
                    .ifPresent(withdrawals::add);
        }
        if (!withdrawals.isEmpty()) {
            repository.apply(fence, withdrawals);
        }
        return withdrawals.size();
    }

    /**
     * The command after which no bot should be there; empty while one may be. A command on its way decides for itself, and
     * one that left the chain may come back and find its bot as it was.
     */
    private Optional<Command> unasked(ClientId client, Optional<CommandId> named) {
        // A command that is not known here may be one that an older copy of this store has yet to read.
        boolean frozen = named.isPresent()
                && named.flatMap(commands::find)
                        .filter(command -> command.stage() != Stage.ORPHANED)
                        .isEmpty();
        if (frozen || !commands.isIdle(client)) {
            return Optional.empty();
        }
        Optional<Command> approved = commands.lastApproved(client, AFTER_ALL);
        return approved.isPresent()
                ? approved.filter(command -> !(command.order().orElse(null) instanceof StartTrading))
                : commands.firstOf(client).filter(command -> Stage.ENDED.contains(command.stage()));
    }

    private boolean hasPod(ClientId client) {
        return workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                && seen.pod().isPresent();
    }

    private boolean isFlat(ClientId client) {
        return positions.pause(client, workloads.observe(WorkloadId.ofBot(client))) instanceof Positions.Open open
                && open.count() == 0;
    }

    private static Change withdrawal(Command by, RepositoryPath path) {
        return new Change(
                by.id(), by.client(), by.submission().transaction(), Change.Kind.WITHDRAW, path, Optional.empty());
    }
}
