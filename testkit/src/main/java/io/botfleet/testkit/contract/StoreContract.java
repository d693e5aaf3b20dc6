package io.botfleet.testkit.contract;

import io.botfleet.application.chain.ChainEvent;
import io.botfleet.application.chain.Cursor;
import io.botfleet.application.command.Claim;
import io.botfleet.application.command.Commands.Saved;
import io.botfleet.application.leadership.Fence;
import io.botfleet.application.leadership.Replica;
import io.botfleet.application.leadership.Role;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of the stores have in common: an empty store for each test, and short words for long calls. */
public abstract class StoreContract {
    protected static final Duration LONG = Duration.ofMinutes(5);
    protected static final Replica ONE = new Replica("replica-one");
    protected static final Replica TWO = new Replica("replica-two");
    protected static final Set<Stage> ALL = EnumSet.allOf(Stage.class);

    private Stores stores;

    /** An empty store. */
    protected abstract Stores open();

    @BeforeEach
    void openAnEmptyStore() {
        stores = open();
    }

    protected final Stores stores() {
        return stores;
    }

    protected final Fence fence(Role role) {
        return stores.leadership().hold(role, ONE, LONG).orElseThrow();
    }

    /** Takes submissions in as one more block, at the height of the last of them or just after the cursor. */
    protected final Cursor receive(Submission... submissions) {
        return take(Arrays.stream(submissions)
                .<ChainEvent>map(ChainEvent.Submitted::new)
                .toList());
    }

    protected final Cursor take(List<ChainEvent> events) {
        Optional<Cursor> from = stores.inbox().cursor();
        long next = from.map(cursor -> cursor.block().number() + 1).orElse(1L);
        long number =
                events.stream().mapToLong(event -> event.block().number()).max().orElse(next);
        Cursor to = Samples.cursor(Math.max(next, number));
        stores.inbox().extend(fence(Role.CHAIN_READER), from, to, events);
        return to;
    }

    /** Brings a command on by any move, as a replica does; it is due again at once. */
    protected final Command move(CommandId id, UnaryOperator<Command> by) {
        stores.hurry();
        List<Claim> claims = stores.commands().claim(ONE, ALL, 1_000, LONG);
        Command moved = null;
        for (Claim claim : claims) {
            boolean wanted = claim.command().id().equals(id);
            Command next = wanted ? by.apply(claim.command()) : claim.command();
            if (stores.commands().save(claim, next, Duration.ZERO) != Saved.SAVED) {
                throw new AssertionError("command " + claim.command().id() + " could not be saved");
            }
            moved = wanted ? next : moved;
        }
        if (moved == null) {
            throw new AssertionError("command " + id + " could not be claimed");
        }
        return stores.commands().find(id).orElseThrow();
    }

    protected final Command at(CommandId id, Stage stage) {
        return move(id, command -> Samples.at(command.submission(), stage));
    }

    protected final Command backtestAt(CommandId id, Stage stage) {
        return move(id, command -> Samples.at(command.submission(), stage, Samples.BACKTEST));
    }

    /** Runs a task in several threads at once and returns what each gave; an exception of one is thrown here. */
    protected static <T> List<T> atOnce(int threads, Callable<T> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                tasks.add(task);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            pool.shutdownNow();
        }
    }
}
