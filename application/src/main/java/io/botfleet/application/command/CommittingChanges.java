package io.botfleet.application.command;

import io.botfleet.application.chain.CommandLog;
import io.botfleet.application.chain.SettlementLedger;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.failure.Permanent;
import io.botfleet.application.failure.PortFailure;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.application.gitops.Applied;
import io.botfleet.application.gitops.Change;
import io.botfleet.application.gitops.GitOpsRepository;
import io.botfleet.application.gitops.ValuesSchema;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.tenant.TenantSecrets;
import io.botfleet.application.workload.Bots;
import io.botfleet.application.workload.Workloads;
import io.botfleet.domain.chain.Bytes;
import io.botfleet.domain.chain.Gateway;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Ending;
import io.botfleet.domain.command.Prepared;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.gitops.CommitId;
import io.botfleet.domain.gitops.RepositoryPath;
import io.botfleet.domain.gitops.ValuesDocument;
import io.botfleet.domain.order.RunBacktest;
import io.botfleet.domain.order.StartTrading;
import io.botfleet.domain.order.StopTrading;
import io.botfleet.domain.settlement.Decision;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Reason;
import io.botfleet.domain.submission.CommandId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Provisioned, undoing: brings what commands ask for, or what was before them, into Git, many in one push. */
public final class CommittingChanges {
    private static final Set<Stage> STAGES = Set.of(Stage.PROVISIONED, Stage.UNDOING);

    /** What was decided by then is pushed: bots that are silent take seconds each, and the leases of all run meanwhile. */
    private static final Duration LONGEST_DECIDING = Duration.ofSeconds(10);

    private final Commands commands;
    private final GitOpsRepository repository;
    private final ValuesSchema schema;
    private final Verdicts verdicts;
    private final HoldingBots holding;
    private final Policy policy;
    private final ChainTime chainTime;
    private final Clock clock;
    private Optional<Fence> taken = Optional.empty();

    public CommittingChanges(
            Commands commands,
            CommandLog log,
            SettlementLedger ledger,
            Inbox inbox,
            GitOpsRepository repository,
            ValuesSchema schema,
            Workloads workloads,
            Bots bots,
            TenantSecrets secrets,
            Gateway gateway,
            Policy policy,
            Clock clock,
            Supplier<Bytes> salts) {
        this.commands = commands;
        this.repository = repository;
        this.schema = schema;
        this.verdicts = new Verdicts(gateway, salts);
        this.holding = new HoldingBots(
                commands, repository, workloads, new Positions(bots, secrets), new Patience(inbox, policy));
        this.policy = policy;
        this.chainTime = new ChainTime(clock, log, ledger, commands, inbox, policy);
        this.clock = clock;
    }

    /**
     * Commits for up to {@code most} commands that are due, fewer where deciding takes long; returns how many it took up,
     * with those that it left for the next time. Values that the chart's schema refuses are not committed: their command
     * is stuck until somebody mends the schema, and refunded at its cut-off. A push that fails is thrown after its commands were put back to wait:
     * {@link Conflict} where the repository knows a later writer than this one (who leads by the store's word only, one that
     * is an older copy of itself, has to take the role anew), {@link Permanent} where it
     * takes no push before somebody changes that, and {@link Unavailable} where it can't be reached.
     */
    public int commit(Fence fence, Replica replica, int most, Duration lease) {
        Instant now = chainTime.now();
        Map<Claim, Step.Commits> changes = new LinkedHashMap<>();
        var claims = commands.claim(replica, STAGES, most, lease);
        takeOver(fence, claims);
        Mistakes mistakes = new Mistakes();
        Files files = new Files(repository);
        Instant longEnough = clock.instant().plus(LONGEST_DECIDING);
        for (Claim claim : claims) {
            if (!clock.instant().isBefore(longEnough)) {
                save(claim, claim.command());
                continue;
            }
            switch (decide(claim.command(), now, files, mistakes)) {
                case Step.Moves moves -> save(claim, moves.next());
                case Step.Waits waits ->
                    commands.save(claim, waits.next().command(), waits.next().again());
                case Step.Commits commits -> changes.put(claim, commits);
            }
        }
        Optional<PortFailure> failed = changes.isEmpty() ? Optional.empty() : bring(fence, changes, now, mistakes);
        mistakes.surface();
        if (failed.isPresent()) {
            throw failed.get();
        }
        return claims.size();
    }

    /**
     * Before anything is decided under an epoch, the repository has it: some commands are refunded without a commit, and a
     * writer that slept until then must not push them afterwards.
     */
    private void takeOver(Fence fence, List<Claim> claims) {
        if (claims.isEmpty() || taken.equals(Optional.of(fence))) {
            return;
        }
        try {
            repository.apply(fence, List.of());
            taken = Optional.of(fence);
        } catch (PortFailure failure) {
            claims.forEach(claim -> saveRefused(claim, claim.command(), failure));
            throw failure;
        }
    }

    /** Pushes what the chart takes; what it refuses waits, and holds nothing else back. */
    private Optional<PortFailure> bring(Fence fence, Map<Claim, Step.Commits> changes, Instant now, Mistakes mistakes) {
        ChartRules rules = new ChartRules(repository, schema);
        Map<Claim, Step.Commits> taken = new LinkedHashMap<>();
        Map<Claim, Next> waiting = new LinkedHashMap<>();
        for (Map.Entry<Claim, Step.Commits> entry : changes.entrySet()) {
            Claim claim = entry.getKey();
            Command command = entry.getValue().command();
            try {
                rules.refusal(command, entry.getValue().change())
                        .ifPresentOrElse(
                                why -> waiting.put(
                                        claim,
                                        new Next(
                                                stuck(claim, command, "the chart's schema to take its values: " + why),
                                                policy.lookAgain())),
                                () -> taken.put(claim, entry.getValue()));
            } catch (Permanent failure) {
                // The chart's file itself; what goes back, or away, needs none.
                waiting.put(claim, new Next(stuck(claim, command, "Git: " + failure.what()), policy.lookAgain()));
            } catch (PortFailure failure) {
                changes.forEach((each, commits) -> saveRefused(each, commits.command(), failure));
                return Optional.of(failure);
            } catch (RuntimeException mistake) {
                waiting.put(claim, mistakes.note(claim.command(), mistake, clock.instant()));
            }
        }
        waiting.forEach((claim, next) -> commands.save(claim, next.command(), next.again()));
        return taken.isEmpty() ? Optional.empty() : push(fence, taken, now);
    }

    private Optional<PortFailure> push(Fence fence, Map<Claim, Step.Commits> changes, Instant now) {
        Map<CommandId, Applied> applied = new LinkedHashMap<>();
        try {
            repository
                    .apply(
                            fence,
                            changes.values().stream().map(Step.Commits::change).toList())
                    .forEach(each -> applied.put(each.command(), each));
        } catch (PortFailure failure) {
            if (failure instanceof Conflict && changes.size() > 1 && leads(fence)) {
                return pushOneByOne(fence, changes, now);
            }
            // What was seen on the way is kept: the push may have come through all the same.
            changes.forEach((claim, commits) -> saveRefused(claim, commits.command(), failure));
            return Optional.of(failure);
        }
        changes.forEach((claim, commits) -> {
            Command command = commits.command();
            Applied made = applied.get(command.id());
            if (made == null) {
                throw new IllegalStateException("the repository forgot command " + command.id());
            }
            save(
                    claim,
                    switch (commits.change().kind()) {
                        case CARRY_OUT -> command.committed(made.commit(), now);
                        case UNDO -> command.restoring(made.commit(), now);
                        // It goes on once that is deployed.
                        case WITHDRAW ->
                            (command.stage() == Stage.PROVISIONED ? command.preparingAnew(now) : command)
                                    .waiting("the cluster to take up that the bot starts paused");
                    });
        });
        return Optional.empty();
    }

    /** Whether no later writer has been there: what the repository does not take is one command's then, and not this writer. */
    private boolean leads(Fence fence) {
        try {
            repository.apply(fence, List.of());
            return true;
        } catch (PortFailure notNow) {
            return false;
        }
    }

    /** A command that the repository knows to be undone holds back no other one's change. */
    private Optional<PortFailure> pushOneByOne(Fence fence, Map<Claim, Step.Commits> changes, Instant now) {
        List<PortFailure> failures = new ArrayList<>();
        changes.forEach(
                (claim, commits) -> push(fence, Map.of(claim, commits), now).ifPresent(failures::add));
        return failures.stream()
                .filter(failure -> !(failure instanceof Conflict))
                .findFirst();
    }

    private void saveRefused(Claim claim, Command command, PortFailure failure) {
        String on = "Git: " + failure.what();
        commands.save(
                claim,
                failure instanceof Permanent ? stuck(claim, command, on) : command.waiting(on),
                policy.lookAgain());
    }

    /** Since the first look that ended so: deciding took it for one that goes on. */
    private Command stuck(Claim claim, Command command, String on) {
        Instant since = claim.command().stuck().map(Stuck::since).orElseGet(clock::instant);
        return command.stuck(Stuck.By.PERMANENT, on, since);
    }

    /** The values files there are as a round sees them, asked for once and only if they matter: each time is a fetch. */
    private static final class Files {
        private final GitOpsRepository repository;
        private Optional<Map<RepositoryPath, Optional<CommandId>>> seen = Optional.empty();
        private Optional<CommitId> head = Optional.empty();

        Files(GitOpsRepository repository) {
            this.repository = repository;
        }

        Map<RepositoryPath, Optional<CommandId>> now() {
            if (seen.isEmpty()) {
                seen = Optional.of(repository.inventory());
            }
            return seen.get();
        }

        Optional<CommandId> named(RepositoryPath path) {
            return now().getOrDefault(path, Optional.empty());
        }

        Optional<Bytes> at(RepositoryPath path) {
            if (!now().containsKey(path)) {
                return Optional.empty();
            }
            head = head.or(repository::head);
            return head.flatMap(commit -> repository.at(commit, path));
        }
    }

    private sealed interface Step {
        record Moves(Command next) implements Step {}

        record Waits(Next next) implements Step {}

        /** @param command with what was seen of it on the way */
        record Commits(Command command, Change change) implements Step {}
    }

    private Step decide(Command claimed, Instant now, Files files, Mistakes mistakes) {
        try {
            Command command = claimed.unstuck();
            Step step =
                    command.stage() == Stage.PROVISIONED ? carryOut(command, files, now) : undo(command, files, now);
            if (!(step instanceof Step.Moves moves && moves.next().stage() == Stage.UNDOING)) {
                return step;
            }
            return inTheWayOfUndoing(command)
                    .<Step>map(what -> new Step.Waits(new Next(command.waiting(what), policy.lookAgain())))
                    .orElse(step);
        } catch (PortFailure storeIsAway) {
            throw storeIsAway;
        } catch (RuntimeException mistake) {
            return new Step.Waits(mistakes.note(claimed, mistake, clock.instant()));
        }
    }

    /** A chain that can't be asked has not been read either. */
    private Optional<String> inTheWayOfUndoing(Command command) {
        try {
            return chainTime.inTheWayOfUndoing(command);
        } catch (Unavailable chainIsAway) {
            return Optional.of("the chain to be read before anything is undone");
        }
    }

    private Step carryOut(Command command, Files files, Instant now) {
        if (command.isOnChainAs(OnChain.Outcome.APPROVED)) {
            return new Step.Moves(
                    command.pausesFirst() ? command.preparingAnew(now) : command.confirmed(command.execution(), now));
        }
        if (command.onChain().isPresent()) {
            return new Step.Moves(command.undoing(Verdicts.foundOnChain(command), now));
        }
        Turn turn = commands.turn(command);
        if (turn.superseder().isPresent()) {
            String detail = "command " + turn.superseder().get() + " took its place";
            return new Step.Moves(command.undoing(Ending.refund(Reason.SUPERSEDED, detail), now));
        }
        if (!now.isBefore(command.submission().cutOff(policy.blockTime()))) {
            String detail =
                    "it was too late to commit it: " + command.waitingOn().orElse("the platform was not there");
            return new Step.Moves(command.undoing(Ending.refund(Reason.TIMEOUT, detail), now));
        }
        if (!turn.isFirst()) {
            // One that had its verdict is undone after all, and brings another bot back than the one that was asked.
            return new Step.Moves(command.preparingAnew(now));
        }
        Prepared prepared = command.prepared().orElseThrow();
        if (command.leavesABot() && prepared.content().isEmpty()) {
            throw new IllegalStateException("it would take a bot away that holds positions");
        }
        if (!command.pausesFirst()) {
            return new Step.Commits(command, change(command, Change.Kind.CARRY_OUT, prepared, prepared.content()));
        }
        return hasItself(command, files)
                ? new Step.Moves(command.preparingAnew(now))
                : new Step.Commits(command, change(command, Change.Kind.WITHDRAW, prepared, prepared.content()));
    }

    private Step undo(Command command, Files files, Instant now) {
        if (command.order().orElse(null) instanceof RunBacktest) {
            return undoBacktest(command, files, now);
        }
        Prepared at = command.prepared().orElseGet(() -> new Prepared.Removal(RepositoryPath.ofBot(command.client())));
        if (ownedByNewer(command) || isOfNewer(command, at.path(), files)) {
            return superseded(command, at, files).orElseGet(() -> new Step.Waits(verdicts.undone(command, now)));
        }
        boolean isFirst = commands.turn(command).isFirst();
        boolean mayHavePaused = isFirst && command.order().orElse(null) instanceof StopTrading;
        if (!mayHavePaused && hasVanishedWithoutATrace(command, files)) {
            return new Step.Waits(verdicts.undone(command, now));
        }
        if (!isFirst) {
            // What it would be undone to may be the older one's, which the chain has approved and this store has yet
            // to.
            return new Step.Waits(new Next(command.waiting("an older command of this client"), policy.lookAgain()));
        }
        Optional<Bytes> there = files.at(at.path());
        boolean isPaused = there.filter(ValuesDocument::isPaused).isPresent();
        boolean pausedUnasked = isPaused && isPausedUnasked(command, files.named(at.path()));
        if (isPaused && !pausedUnasked && !isAskedForAgain(command, at.path(), files)) {
            // It was found to hold positions before, and goes like all that nobody asks for: once it is flat.
            return new Step.Commits(command, change(command, Change.Kind.UNDO, at, there));
        }
        Optional<Bytes> former = former(command, there, pausedUnasked);
        Optional<HoldingBots.InTheWay> held = former.isEmpty()
                ? holding.inTheWayOf(command, at.path(), files.now(), there)
                : startBefore(command)
                        .flatMap(start -> holding.inTheWayOf(start, command, at.path(), files.now(), there));
        return held.map(what -> stays(command, at, what, now))
                .orElseGet(() -> new Step.Commits(command, change(command, Change.Kind.UNDO, at, former)));
    }

    /**
     * Whether it left the chain before it did anything. The chain is read no further while another command waits for its number,
     * and the older ones of its client may have to wait until the chain is read; and the bot that is there may be that of an
     * older one that comes back.
     */
    private static boolean hasVanishedWithoutATrace(Command command, Files files) {
        return command.ending().map(Ending::end).equals(Optional.of(Ending.End.VANISHED))
                && command.prepared().isEmpty()
                && !hasItself(command, files);
    }

    /** Nothing takes its place; values that this store has forgotten go as well. */
    private Step undoBacktest(Command command, Files files, Instant now) {
        RepositoryPath path = RepositoryPath.ofBacktest(command.client(), command.id());
        return command.prepared().isPresent() || files.now().containsKey(path)
                ? new Step.Commits(
                        command, change(command, Change.Kind.UNDO, new Prepared.Removal(path), Optional.empty()))
                : new Step.Waits(verdicts.undone(command, now));
    }

    /** What the cluster may bring up before the newer command's values comes up paused until then. */
    private Optional<Step> superseded(Command command, Prepared at, Files files) {
        return files.at(at.path())
                .filter(_ -> files.named(at.path()).equals(Optional.of(command.id())))
                .flatMap(file -> holding.ofASuperseded(command, file))
                .map(values ->
                        new Step.Commits(command, change(command, Change.Kind.WITHDRAW, at, Optional.of(values))));
    }

    /** Whether the file is that of a start which was never approved, and was paused before anybody could ask its bot. */
    private boolean isPausedUnasked(Command command, Optional<CommandId> named) {
        return named.flatMap(commands::find)
                .filter(start -> start.execution().openTrades().isEmpty())
                .filter(start -> start.id().equals(command.id())
                        || start.evidence()
                                .filter(proof -> proof.decision() instanceof Decision.Approve)
                                .isEmpty())
                .isPresent();
    }

    private Step stays(Command command, Prepared at, HoldingBots.InTheWay held, Instant now) {
        return switch (held) {
            case HoldingBots.Stays stays
            when command.execution().openTrades().isEmpty() ->
                // Stored before it is pushed: a repeat must not take it for one that nobody asked.
                new Step.Waits(new Next(command.seen(command.execution().holding(stays.positions())), Duration.ZERO));
            case HoldingBots.Stays stays ->
                new Step.Commits(
                        command.seen(command.execution().holding(stays.positions())),
                        change(command, Change.Kind.UNDO, at, Optional.of(stays.values())));
            case HoldingBots.Comes comes ->
                new Step.Commits(
                        command.askedInVain(now),
                        change(command, Change.Kind.WITHDRAW, at, Optional.of(comes.values())));
            case HoldingBots.Untold untold ->
                new Step.Waits(new Next(
                        (untold.asked() ? command.askedInVain(now) : command)
                                .waiting("the bot to tell its open positions: " + untold.why()),
                        policy.lookAgain()));
        };
    }

    /** Whether the file is that of the bot which the client asks for without this command: a stop that left it comes to nothing. */
    private boolean isAskedForAgain(Command command, RepositoryPath path, Files files) {
        return commands.lastApproved(command.client(), command.id())
                .map(Command::id)
                .equals(files.named(path));
    }

    /** What the client's bot was started with last before this command. */
    private Optional<StartTrading> startBefore(Command command) {
        Optional<Command> before = commands.lastApproved(command.client(), command.id());
        while (before.isPresent() && !(before.get().order().orElse(null) instanceof StartTrading)) {
            before = commands.lastApproved(command.client(), before.get().id());
        }
        return before.flatMap(Command::order)
                .filter(StartTrading.class::isInstance)
                .map(StartTrading.class::cast);
    }

    /** What was there before the command; a bot that a stop left because it holds positions stays paused. */
    private Optional<Bytes> former(Command command, Optional<Bytes> there, boolean pausedUnasked) {
        Optional<Command> approved = commands.lastApproved(command.client(), command.id());
        if (approved.filter(Command::leavesABot).isEmpty()) {
            return approved.flatMap(Command::prepared).flatMap(Prepared::content);
        }
        Optional<Bytes> own = command.prepared().flatMap(Prepared::content);
        return pausedUnasked || (own.isPresent() && own.equals(there))
                ? approved.flatMap(Command::prepared).flatMap(Prepared::content)
                : there;
    }

    /** Whether a newer command has, or is about to have, its own values in place of this one's. */
    private boolean ownedByNewer(Command command) {
        boolean waiting = commands.turn(command).superseder().isPresent();
        boolean approved = commands.lastApproved(command.client(), new CommandId(Long.MAX_VALUE))
                .filter(newest -> newest.id().compareTo(command.id()) > 0)
                .isPresent();
        return waiting || approved;
    }

    /** Whether the file is this command's own or a later one's, as where this store is an older copy of itself. */
    private static boolean hasItself(Command command, Files files) {
        return files.named(RepositoryPath.ofBot(command.client()))
                .filter(named -> named.compareTo(command.id()) >= 0)
                .isPresent();
    }

    /** Whether the file names a later command: one that this store may not know, if it is an older copy of itself. */
    private static boolean isOfNewer(Command command, RepositoryPath path, Files files) {
        return files.now()
                .getOrDefault(path, Optional.empty())
                .filter(named -> named.compareTo(command.id()) > 0)
                .isPresent();
    }

    private static Change change(Command command, Change.Kind kind, Prepared at, Optional<Bytes> content) {
        return new Change(command.id(), command.client(), command.submission().transaction(), kind, at.path(), content);
    }

    private void save(Claim claim, Command next) {
        commands.save(claim, next, Duration.ZERO);
    }
}
