package io.botfleet.application.command;

import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.submission.CommandId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes away bots that no command asks for: those that a stop left because they held positions, and those whose values
 * somebody put back by hand. Each is paused, also for when it starts again, and goes once it says that it holds nothing; a bot that
 * can't be asked stays. Bots that a command asks for, and that are paused all the same, trade again.
 */
public final class DrainingBots {
    private static final CommandId AFTER_ALL = new CommandId(Long.MAX_VALUE);

    private final Commands commands;
    private final GitOpsRepository repository;
    private final Workloads workloads;
    private final Positions positions;
    private final ComingBots coming;
    private final ResumingBots resuming;

    public DrainingBots(
            Commands commands, GitOpsRepository repository, Workloads workloads, Bots bots, TenantSecrets secrets) {
        this.commands = commands;
        this.repository = repository;
        this.workloads = workloads;
        this.positions = new Positions(bots, secrets);
        this.coming = new ComingBots(commands, repository, workloads);
        this.resuming = new ResumingBots(commands, workloads, positions);
    }

    /**
     * Looks at every values file and every client's bot once, and pauses those that no command asks for. It takes as long as
     * they take to answer, which is seconds for each that is silent, and needs no role.
     */
    public Flat look() {
        Map<RepositoryPath, Optional<CommandId>> files = repository.inventory();
        Map<RepositoryPath, Optional<CommandId>> withdrawn = new LinkedHashMap<>();
        Map<RepositoryPath, Optional<CommandId>> staying = new LinkedHashMap<>();
        files.forEach((path, named) -> path.botOf()
                .flatMap(client -> unasked(client, named))
                .filter(by -> !comesBack(by) || comingUpRunning(Set.of(path)).isEmpty())
                .ifPresent(by -> (isToGo(by.client()) ? withdrawn : staying).put(path, named)));
        staying.keySet().retainAll(comingUpRunning(staying.keySet()).keySet());
        resuming.resume();
        return new Flat(withdrawn, staying, left(files.keySet()));
    }

    /** The files among these whose bots would trade when they start again. */
    private Map<RepositoryPath, Bytes> comingUpRunning(Set<RepositoryPath> paths) {
        Map<RepositoryPath, Bytes> found = new LinkedHashMap<>();
        if (!paths.isEmpty()) {
            repository
                    .head()
                    .ifPresent(head -> paths.forEach(path -> repository
                            .at(head, path)
                            .filter(file -> !ValuesDocument.isPaused(file))
                            .ifPresent(file -> found.put(path, file))));
        }
        return found;
    }

    /**
     * Where removed values end no bot by themselves, the command that removed them sees to that. Those that were taken away
     * here, or by hand, are no command's any more, nor are those of an undoing that gave up waiting for its bot to go. What
     * holds positions, or does not say so, is left to a person, who is told of it.
     */
    private List<ClientId> left(Set<RepositoryPath> files) {
        return commands.clients().stream()
                .filter(client -> !files.contains(RepositoryPath.ofBot(client)))
                .filter(client ->
                        hasPod(client) && unasked(client, Optional.empty()).isPresent() && isFlat(client))
                .toList();
    }

    /** Bots that said that they are paused and hold nothing, when no command asked for them; and those to be paused for good. */
    public final class Flat {
        private final Map<RepositoryPath, Optional<CommandId>> withValues;
        private final Map<RepositoryPath, Optional<CommandId>> running;
        private final List<ClientId> without;

        private Flat(
                Map<RepositoryPath, Optional<CommandId>> withValues,
                Map<RepositoryPath, Optional<CommandId>> running,
                List<ClientId> without) {
            this.withValues = withValues;
            this.running = running;
            this.without = without;
        }

        public boolean isEmpty() {
            return withValues.isEmpty() && running.isEmpty() && without.isEmpty();
        }

        /**
         * Takes them away, or pauses them for good, but for those that a command asks for by now, and returns how many values
         * files it removed or changed. To be called where nothing else is committed meanwhile: a start's values that came in
         * between would go with the old ones.
         */
        public int takeAway(Fence fence) {
            if (isEmpty()) {
                return 0;
            }
            Map<RepositoryPath, Optional<CommandId>> files = repository.inventory();
            removeWhatIsLeft(files.keySet());
            List<Change> changes = new ArrayList<>();
            withValues.forEach((path, named) -> unasked(path, named, files)
                    .map(by -> change(
                            by,
                            path,
                            Optional.of(by)
                                    .filter(DrainingBots::comesBack)
                                    .flatMap(Command::prepared)
                                    .flatMap(Prepared::content)))
                    .ifPresent(changes::add));
            comingUpRunning(running.keySet())
                    .forEach((path, file) -> unasked(path, running.getOrDefault(path, Optional.empty()), files)
                            .map(by -> change(by, path, Optional.of(ValuesDocument.paused(file))))
                            .ifPresent(changes::add));
            if (!changes.isEmpty()) {
                repository.apply(fence, changes);
            }
            return changes.size();
        }

        private Optional<Command> unasked(
                RepositoryPath path, Optional<CommandId> named, Map<RepositoryPath, Optional<CommandId>> files) {
            return path.botOf()
                    .filter(_ -> named.equals(files.get(path)))
                    .flatMap(client -> DrainingBots.this.unasked(client, named));
        }

        private void removeWhatIsLeft(Set<RepositoryPath> files) {
            for (ClientId client : without) {
                RepositoryPath path = RepositoryPath.ofBot(client);
                if (!files.contains(path)
                        && DrainingBots.this.unasked(client, Optional.empty()).isPresent()) {
                    repository
                            .head()
                            .filter(head -> repository.at(head, path).isEmpty())
                            .ifPresent(head -> workloads.remove(
                                    WorkloadId.ofBot(client), revision -> repository.contains(revision, head)));
                }
            }
        }
    }

    /**
     * The command after which no bot should be there, or another one than the file names; empty while that may be. A command on
     * its way decides for itself, and one that left the chain may come back and find its bot as it was.
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
                ? approved.filter(command -> !asksForABot(command)
                        || (comesBack(command)
                                && named.filter(other -> !other.equals(command.id()))
                                        .isPresent()))
                : commands.firstOf(client).filter(command -> Stage.ENDED.contains(command.stage()));
    }

    private static boolean asksForABot(Command command) {
        return command.order().orElse(null) instanceof StartTrading;
    }

    /** Whether its bot takes the place again in which an undoing left another one. */
    private static boolean comesBack(Command by) {
        return asksForABot(by) && (by.stage() == Stage.APPROVING || by.stage() == Stage.APPROVED);
    }

    private boolean hasPod(ClientId client) {
        return workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                && seen.pod().isPresent();
    }

    /** One that is flat makes no way yet while it, or another one that the cluster may bring up in its place, would start trading. */
    private boolean isToGo(ClientId client) {
        boolean settled = workloads.observe(WorkloadId.ofBot(client)) instanceof Observation.Seen seen
                && coming.trading(client, seen).isEmpty();
        return isFlat(client) && settled;
    }

    private boolean isFlat(ClientId client) {
        return positions.pause(client, workloads.observe(WorkloadId.ofBot(client))) instanceof Positions.Open open
                && open.count() == 0;
    }

    private static Change change(Command by, RepositoryPath path, Optional<Bytes> content) {
        return new Change(by.id(), by.client(), by.submission().transaction(), Change.Kind.WITHDRAW, path, content);
    }
}
