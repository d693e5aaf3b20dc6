package io.botfleet.application.command;

import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Bots of starts that are undone, and that may have opened positions meanwhile. Such a bot is paused, and stays until it
 * is flat: {@link DrainingBots} takes it away then.
 */
final class HoldingBots {
    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Positions positions;
    private final Policy policy;

    HoldingBots(
            Commands commands, GitOpsRepository repository, Workloads workloads, Positions positions, Policy policy) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = positions;
        this.policy = policy;
    }

    /** What the bot holds that an undoing would take away, by the values files there are; empty where it may go. */
    Optional<Positions.Answer> inTheWayOf(
            Command undoing, RepositoryPath path, Map<RepositoryPath, Optional<CommandId>> files, Instant now) {
        // A number that another command took over may be another client's, too, by now.
        boolean gone = undoing.ending()
                .filter(ending -> ending.end() == Ending.End.VANISHED)
                .isPresent();
        if (gone || mayHold(path, files).isEmpty()) {
            return Optional.empty();
        }
        if (workloads.observe(WorkloadId.ofBot(undoing.client())) instanceof Observation.Unreachable unreachable) {
            // An outage says nothing about a bot, however long it lasts.
            return Optional.of(new Positions.Unknown("the cluster: " + unreachable.why()));
        }
        Positions.Answer answer = positions.pause(undoing.client());
        boolean stays =
                switch (answer) {
                    case Positions.Open open -> open.count() > 0;
                    case Positions.Unknown _ -> now.isBefore(undoing.since().plus(policy.restorePatience()));
                };
        return Optional.of(answer).filter(_ -> stays);
    }

    /** The command of a bot that was seen to iterate, and may hold something; so may one whose commit is not known here. */
    Optional<Command> mayHold(RepositoryPath path) {
        return mayHold(path, repository.inventory());
    }

    private Optional<Command> mayHold(RepositoryPath path, Map<RepositoryPath, Optional<CommandId>> files) {
        return files.getOrDefault(path, Optional.empty())
                .flatMap(commands::find)
                .filter(start -> start.execution().firstProcess().isPresent()
                        || start.commit().isEmpty());
    }
}
