package io.botfleet.testkit.memory;

import io.botfleet.application.chain.Cursor;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.application.view.JournalEntry;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.settlement.Settlement;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of every store, guarded by this object's monitor. */
public final class Database {
    /** A command with what only the store knows of it. */
    final class Row {
        private Command command;
        Instant due;
        Optional<Replica> holder = Optional.empty();
        Instant leasedUntil = Instant.MIN;
        /** Something happened while it was leased: it is due again as soon as the lease ends. */
        boolean woken;

        private Row(Command command, Instant due) {
            this.command = command;
            this.due = due;
        }

        Command command() {
            return command;
        }

        void wake(Instant now) {
            if (losesWakeUps) {
                return;
            }
            due = due.isAfter(now) ? now : due;
            woken = holder.isPresent();
        }

        /** Takes it from whoever works on it, since what they read is no longer so. */
        void revoke(Instant now) {
            holder = Optional.empty();
            leasedUntil = Instant.MIN;
            woken = false;
            due = now;
        }
    }

    /** @param epoch the role's epoch; of a command's lease, the version that it was claimed in */
    public record Lease(Replica holder, long epoch, Instant until) {}

    /** Taken up and not given up, or approved. */
    private static final Set<Stage> ACTIVE = EnumSet.copyOf(Stage.IN_LANE);

    static {
        ACTIVE.removeAll(Set.of(Stage.RECEIVED, Stage.QUEUED));
        ACTIVE.addAll(Set.of(Stage.APPROVING, Stage.APPROVED));
    }

    private static final Comparator<Command> NEAREST_DEADLINE = Comparator.comparing(
                    (Command command) -> command.submission().deadline())
            .thenComparing(Command::id);

    private static final Comparator<Row> LONGEST_DUE =
            Comparator.comparing((Row row) -> row.due).thenComparing(Row::command, NEAREST_DEADLINE);

    private final SortedMap<CommandId, Row> commands = new TreeMap<>();
    private final SortedMap<ClientId, NavigableMap<CommandId, Row>> byClient = new TreeMap<>();
    private final Map<ClientId, NavigableMap<CommandId, Row>> lanes = new HashMap<>();
    /** Opened as backtests, whatever became of them. */
    private final Map<ClientId, NavigableMap<CommandId, Row>> backtests = new HashMap<>();
    /** What runs or may run a bot, or ended one, so that many refused commands cost those nothing who look for bots. */
    private final Map<ClientId, NavigableMap<CommandId, Row>> active = new HashMap<>();
    /** What is not ended, so that a long past costs those nothing who look for work. */
    private final SortedMap<Command, Row> unended = new TreeMap<>(NEAREST_DEADLINE);

    final Twins twins = new Twins();

    private boolean losesWakeUps;

    final List<JournalEntry> journal = new ArrayList<>();
    /** Each client's, newest first. */
    final Map<ClientId, List<BotChange>> bots = new TreeMap<>();

    final SortedMap<Long, Cursor> cursors = new TreeMap<>();
    final Map<CommandId, OnChain> facts = new HashMap<>();
    final Map<CommandId, Outcome> outcomes = new HashMap<>();
    /** Of these outcomes' backtests nothing is left. */
    final Set<CommandId> cleared = new HashSet<>();

    final SortedMap<Long, Settlement> open = new TreeMap<>();
    /** Newest first. */
    final Map<CommandId, List<Settlement>> carried = new HashMap<>();

    final Map<Role, Lease> leases = new HashMap<>();
    final Map<ClientId, String> tenants = new TreeMap<>();
    List<Submission> sightings = List.of();
    Optional<BlockRef> finalisedBlock = Optional.empty();
    Optional<String> halted = Optional.empty();

    @Nullable
    Row row(CommandId id) {
        return commands.get(id);
    }

    /** By number. */
    Collection<Row> rows() {
        return commands.values();
    }

    /** What is not ended, the nearest deadline first. */
    Collection<Row> unended() {
        return unended.values();
    }

    /** What has been due in these stages for longest, among what fits; of those due at one time the nearest deadline first. */
    List<Row> due(Set<Stage> stages, Instant now, Predicate<Row> fits, int most) {
        PriorityQueue<Row> first = new PriorityQueue<>(LONGEST_DUE.reversed());
        in(stages).filter(row -> !row.due.isAfter(now) && fits.test(row)).forEach(row -> {
            first.add(row);
            if (first.size() > most) {
                first.remove();
            }
        });
        return first.stream().sorted(LONGEST_DUE).toList();
    }

    /** What is in these stages, the nearest deadline first. */
    Stream<Row> in(Set<Stage> stages) {
        Stream<Row> rows = Collections.disjoint(stages, Stage.ENDED)
                ? unended.values().stream()
                : commands.values().stream().sorted(Comparator.comparing(Row::command, NEAREST_DEADLINE));
        return rows.filter(row -> stages.contains(row.command.stage()));
    }

    /** Everybody who ever sent a command. */
    Set<ClientId> clients() {
        return byClient.keySet();
    }

    /** Each client's commands for its bot that are carried out or were, by number; only of clients who have any. */
    Collection<NavigableMap<CommandId, Row>> active() {
        return active.values();
    }

    NavigableMap<CommandId, Row> active(ClientId client) {
        return active.getOrDefault(client, Collections.emptyNavigableMap());
    }

    NavigableMap<CommandId, Row> of(ClientId client) {
        return byClient.getOrDefault(client, Collections.emptyNavigableMap());
    }

    /** Those for its bot without a verdict. */
    Collection<Row> lane(ClientId client) {
        return lanes.getOrDefault(client, Collections.emptyNavigableMap()).values();
    }

    NavigableMap<CommandId, Row> backtests(ClientId client) {
        return backtests.getOrDefault(client, Collections.emptyNavigableMap());
    }

    /** Every client's. */
    Stream<Row> backtests() {
        return backtests.values().stream().flatMap(own -> own.values().stream());
    }

    void add(Command command, Instant due) {
        Row row = new Row(command, due);
        commands.put(command.id(), row);
        twins.add(command);
        index(row);
    }

    /** Stores what became of a command, also where its number belongs to another one now. */
    void replace(Row row, Command next) {
        twins.replace(row.command, next);
        unended.remove(row.command);
        remove(byClient, row.command);
        remove(lanes, row.command);
        remove(active, row.command);
        remove(backtests, row.command);
        row.command = next;
        index(row);
    }

    private static void remove(Map<ClientId, NavigableMap<CommandId, Row>> index, Command command) {
        index.computeIfPresent(command.client(), (_, own) -> {
            own.remove(command.id());
            return own.isEmpty() ? null : own;
        });
    }

    private void index(Row row) {
        Command command = row.command;
        byClient.computeIfAbsent(command.client(), _ -> new TreeMap<>()).put(command.id(), row);
        if (!command.concernsTheBot()) {
            backtests.computeIfAbsent(command.client(), _ -> new TreeMap<>()).put(command.id(), row);
        } else if (Stage.IN_LANE.contains(command.stage())) {
            lanes.computeIfAbsent(command.client(), _ -> new TreeMap<>()).put(command.id(), row);
        }
        if (command.concernsTheBot() && ACTIVE.contains(command.stage())) {
            active.computeIfAbsent(command.client(), _ -> new TreeMap<>()).put(command.id(), row);
        }
        if (!Stage.ENDED.contains(command.stage())) {
            unended.put(command, row);
        }
    }

    Command withFact(Row row) {
        return row.command.onChain(Optional.ofNullable(facts.get(row.command.id())));
    }

    /** Every command as it is stored, by number, also while the database can't be reached. */
    public synchronized List<Command> commands() {
        return commands.values().stream().map(this::withFact).toList();
    }

    /** A command as it is stored, without the chain's word on it. */
    public synchronized Optional<Command> stored(CommandId id) {
        return Optional.ofNullable(commands.get(id)).map(row -> row.command);
    }

    /** As {@link #stored(CommandId)}, every one. */
    public synchronized List<Command> stored() {
        List<Command> stored = new ArrayList<>(commands.size());
        commands.values().forEach(row -> stored.add(row.command));
        return stored;
    }

    /** What came of backtests. */
    public synchronized Map<CommandId, Outcome> outcomes() {
        return Map.copyOf(outcomes);
    }

    /** Settlements that are signed and not done with. */
    public synchronized List<Settlement> openSettlements() {
        return List.copyOf(open.values());
    }

    /** How far the chain has been taken in. */
    public synchronized Optional<Cursor> cursor() {
        return cursors.isEmpty()
                ? Optional.empty()
                : Optional.of(cursors.lastEntry().getValue());
    }

    /** Who works on a command, and until when; empty where nobody does. */
    public synchronized Optional<Lease> leaseOf(CommandId id) {
        Row row = commands.get(id);
        return row == null
                ? Optional.empty()
                : row.holder.map(holder -> new Lease(holder, row.command.version(), row.leasedUntil));
    }

    /** The epoch of who leads now, or led last; 0 before anybody did. */
    public synchronized long epoch(Role role) {
        Lease lease = leases.get(role);
        return lease == null ? 0 : lease.epoch();
    }

    /** While it does, nothing that waits becomes due because something else happened: only its own time wakes it. */
    public synchronized void loseWakeUps(boolean lost) {
        losesWakeUps = lost;
    }

    /** All that is stored now, to be put back later. */
    public synchronized Copy copy() {
        return new Copy(this);
    }

    /** A backup: what was stored at one moment. */
    public static final class Copy {
        private record Stored(
                Command command, Instant due, Optional<Replica> holder, Instant leasedUntil, boolean woken) {}

        private final List<Stored> rows;
        private final List<JournalEntry> journal;
        private final Map<ClientId, List<BotChange>> bots;
        private final SortedMap<Long, Cursor> cursors;
        private final Map<CommandId, OnChain> facts;
        private final Map<CommandId, Outcome> outcomes;
        private final Set<CommandId> cleared;
        private final SortedMap<Long, Settlement> open;
        private final Map<CommandId, List<Settlement>> carried;
        private final Map<Role, Lease> leases;
        private final Map<ClientId, String> tenants;
        private final List<Submission> sightings;
        private final Optional<BlockRef> finalisedBlock;
        private final Optional<String> halted;

        private Copy(Database from) {
            this.rows = from.commands.values().stream()
                    .map(row -> new Stored(row.command, row.due, row.holder, row.leasedUntil, row.woken))
                    .toList();
            this.journal = List.copyOf(from.journal);
            this.bots = Map.copyOf(from.bots);
            this.cursors = new TreeMap<>(from.cursors);
            this.facts = Map.copyOf(from.facts);
            this.outcomes = Map.copyOf(from.outcomes);
            this.cleared = Set.copyOf(from.cleared);
            this.open = new TreeMap<>(from.open);
            this.carried = Map.copyOf(from.carried);
            this.leases = Map.copyOf(from.leases);
            this.tenants = Map.copyOf(from.tenants);
            this.sightings = from.sightings;
            this.finalisedBlock = from.finalisedBlock;
            this.halted = from.halted;
        }
    }

    /** Puts a backup in place of what is stored; what came after it is forgotten. */
    public synchronized void restore(Copy copy) {
        commands.clear();
        byClient.clear();
        lanes.clear();
        active.clear();
        backtests.clear();
        unended.clear();
        twins.clear();
        for (Copy.Stored stored : copy.rows) {
            add(stored.command(), stored.due());
            Row row = Objects.requireNonNull(commands.get(stored.command().id()));
            row.holder = stored.holder();
            row.leasedUntil = stored.leasedUntil();
            row.woken = stored.woken();
        }
        replace(journal, copy.journal);
        replace(bots, copy.bots);
        replace(cursors, copy.cursors);
        replace(facts, copy.facts);
        replace(outcomes, copy.outcomes);
        cleared.clear();
        cleared.addAll(copy.cleared);
        replace(open, copy.open);
        replace(carried, copy.carried);
        replace(leases, copy.leases);
        replace(tenants, copy.tenants);
        sightings = copy.sightings;
        finalisedBlock = copy.finalisedBlock;
        halted = copy.halted;
    }

    private static <T> void replace(List<T> now, List<T> then) {
        now.clear();
        now.addAll(then);
    }

    private static <K, V> void replace(Map<K, V> now, Map<K, V> then) {
        now.clear();
        now.putAll(then);
    }

    /** The number of the highest block that was reported as final; 0 before the first report. */
    public synchronized long finalisedBlock() {
        return finalisedBlock.map(BlockRef::number).orElse(0L);
    }

    /** Why nothing may be settled; empty while the chain is what it was. */
    public synchronized Optional<String> halted() {
        return halted;
    }

    void note(CommandId command, Command now, Instant at, String text) {
        journal.add(new JournalEntry(journal.size() + 1L, command, at, now.stage(), text));
    }

    void require(Fence fence) {
        Lease lease = leases.get(fence.role());
        if (lease == null || lease.epoch() != fence.epoch()) {
            throw new Conflict(fence.role() + " is not led by epoch " + fence.epoch());
        }
    }
}
