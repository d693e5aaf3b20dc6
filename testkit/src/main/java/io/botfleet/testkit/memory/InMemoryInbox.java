package io.botfleet.testkit.memory;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.failure.Conflict;
import io.botfleet.application.leadership.Fence;
import io.botfleet.domain.chain.BlockRef;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.settlement.OnChain;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

public final class InMemoryInbox implements Inbox {
    /** Of these nothing is left where their block is not on the chain. */
    private static final Set<Stage> GONE = EnumSet.of(Stage.VANISHED, Stage.RECLAIMED);

    /** The stages in which a command whose block left the chain waits for something that can't come any more. */
    private static final Set<Stage> DISPLACED = EnumSet.of(Stage.ORPHANED, Stage.REFUNDING);

    private static final Duration AT_THE_LATEST = Duration.ofMinutes(10);

    private final World world;

    public InMemoryInbox(World world) {
        this.world = world;
    }

    @Override
    public Optional<Cursor> cursor() {
        Database database = database();
        synchronized (database) {
            return database.cursors.values().stream().reduce((_, later) -> later);
        }
    }

    @Override
    public List<Cursor> earlier(long block) {
        Database database = database();
        synchronized (database) {
            return new ArrayList<>(database.cursors.headMap(block + 1).values()).reversed();
        }
    }

    @Override
    public void extend(Fence fence, Optional<Cursor> from, Cursor to, List<ChainEvent> events) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            if (!cursor().equals(from)) {
                throw new Conflict("the cursor is no longer at " + from);
            }
            makeRoom(database, events);
            for (ChainEvent event : events) {
                switch (event) {
                    case ChainEvent.Submitted submitted -> receive(database, submitted.submission());
                    case ChainEvent.Settled settled -> {
                        database.facts.put(settled.command(), settled.fact());
                        Optional.ofNullable(database.row(settled.command()))
                                .ifPresent(row -> row.wake(world.clock().instant()));
                    }
                    case ChainEvent.WalletLinked _ -> {}
                }
            }
            database.cursors.put(to.block().number(), to);
        }
    }

    private void receive(Database database, Submission submission) {
        Instant now = world.clock().instant();
        Database.Row row = database.row(submission.id());
        if (row == null) {
            Command command = Command.received(submission, now);
            database.add(command, hasSealedBefore(database, submission) ? now.plus(AT_THE_LATEST) : now);
            database.note(submission.id(), command, now, "");
        } else if (!row.command().submission().sameCommandAs(submission)) {
            database.carried.remove(submission.id());
            database.outcomes.remove(submission.id());
            database.cleared.remove(submission.id());
            change(row, row.command().succeededBy(submission, now));
            database.note(submission.id(), row.command(), now, "another command has this number now");
        } else if (row.command().stage() == Stage.ORPHANED) {
            change(row, row.command().rebound(submission, now));
            database.note(submission.id(), row.command(), now, "mined again");
        } else if (!row.command().submission().equals(submission)) {
            change(row, row.command().minedAgain(submission));
            database.note(submission.id(), row.command(), now, "mined again");
        }
    }

    /** Before anything else is written: all events are taken in or none. */
    private void makeRoom(Database database, List<ChainEvent> events) {
        Instant now = world.clock().instant();
        Optional<Command> former = Optional.empty();
        for (ChainEvent event : events) {
            if (event instanceof ChainEvent.Submitted(Submission submission)) {
                Database.Row row = database.row(submission.id());
                if (row == null
                        || row.command().submission().sameCommandAs(submission)
                        || GONE.contains(row.command().stage())) {
                    continue;
                }
                if (DISPLACED.contains(row.command().stage())) {
                    change(row, row.command().displaced(now));
                    database.note(submission.id(), row.command(), now, "another command has its number now");
                }
                former = Optional.of(row.command());
            }
        }
        if (former.isPresent()) {
            throw new Conflict("command " + former.get().id()
                    + " is another one on this chain; what the former one did is undone first");
        }
    }

    @Override
    public void rewind(Fence fence, Cursor ancestor) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            Instant now = world.clock().instant();
            long block = ancestor.block().number();
            database.cursors.tailMap(block + 1).clear();
            database.cursors.put(block, ancestor);
            for (Database.Row row : List.copyOf(database.rows())) {
                Command command = row.command();
                OnChain fact = database.facts.get(command.id());
                if (fact != null && fact.block().number() > block) {
                    database.facts.remove(command.id());
                    fact = null;
                    // Whoever is ending the command on the strength of that fact has to look again.
                    row.revoke(now);
                }
                if (fact == null && (command.stage() == Stage.APPROVED || command.stage() == Stage.ROLLED_BACK)) {
                    change(row, command.reopened(now));
                    database.note(command.id(), row.command(), now, "the block that settled it left the chain");
                }
                if (command.submission().block().number() > block
                        && row.command().stage().mayBecome(Stage.ORPHANED)) {
                    change(row, row.command().orphaned(now));
                    database.note(command.id(), row.command(), now, "its block left the chain");
                }
            }
        }
    }

    private void change(Database.Row row, Command next) {
        world.database().replace(row, next.version(row.command().version() + 1));
        row.revoke(world.clock().instant());
    }

    @Override
    public void finalised(Fence fence, BlockRef last) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            long before = database.finalisedBlock.map(BlockRef::number).orElse(0L);
            long block = last.number();
            Instant now = world.clock().instant();
            if (block >= before) {
                database.finalisedBlock = Optional.of(last);
                database.halted = Optional.empty();
            }
            database.facts.replaceAll((id, fact) -> {
                if (fact.finalised() || fact.block().number() > block) {
                    return fact;
                }
                Optional.ofNullable(database.row(id))
                        .filter(row -> !Stage.ENDED.contains(row.command().stage()))
                        .ifPresent(row -> row.wake(now));
                return fact.finalised(true);
            });
            database.in(Set.of(Stage.RECEIVED))
                    .filter(row ->
                            isBetween(before, row.command().submission().block().number(), block))
                    .filter(row -> !hasSealedBefore(database, row.command().submission()))
                    .forEach(row -> row.wake(now));
        }
    }

    private static boolean hasSealedBefore(Database database, Submission submission) {
        return database.lane(submission.client()).stream()
                .map(Database.Row::command)
                .takeWhile(before -> before.id().compareTo(submission.id()) < 0)
                .anyMatch(before -> before.stage() == Stage.RECEIVED);
    }

    private static boolean isBetween(long before, long block, long last) {
        return before < block && block <= last;
    }

    @Override
    public void halt(Fence fence, String why) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            database.halted = Optional.of(why);
        }
    }

    @Override
    public Optional<String> halted() {
        Database database = database();
        synchronized (database) {
            return database.halted;
        }
    }

    @Override
    public Optional<BlockRef> finalisedBlock() {
        Database database = database();
        synchronized (database) {
            return database.finalisedBlock;
        }
    }

    @Override
    public void sight(Fence fence, List<Submission> unconfirmed) {
        Database database = database();
        synchronized (database) {
            database.require(fence);
            database.sightings = List.copyOf(unconfirmed);
        }
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
