package io.botfleet.application.command;

import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Standing;
import io.botfleet.domain.command.Turn;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every command since the gateway began. What was opened as a backtest is none of its client's lane, of which only
 * commands for the bot are: nothing waits for it, and it only waits to be opened in order. Objects given out are values: changing one changes nothing here until it is
 * saved. Every method throws {@link io.botfleet.application.failure.Unavailable} while the store can't be reached.
 */
public interface Commands {
    /** What came of saving. */
    enum Saved {
        SAVED,
        /** Somebody else saved it since, or the lease went to another replica: nothing was written. */
        CONFLICT
    }

    /**
     * Leases up to {@code most} commands in the given stages that are due, those first that have been for longest: a
     * client's next command stands behind what everybody else has waiting.
     *
     * @param lease how long no other claim gets them
     */
    List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease);

    /**
     * Stores the next version and ends the lease, writing one entry of the journal where the stage or what it waits on
     * changed. Who waited for it is due at once: the client's oldest sealed command once this one is opened, the first in
     * its lane once this one left it or was opened as none of it, and starts whose place it takes.
     *
     * @param again how long from now on it is not claimed again, unless it is woken
     */
    Saved save(Claim claim, Command next, Duration again);

    Optional<Command> find(CommandId id);

    /** What the client's commands say of its bot; takes the same time however many wait. */
    Standing standing(ClientId client);

    /** Where a command stands in its lane; takes the same time however long that is. */
    Turn turn(Command command);

    /** Whether the client has no command for its bot without a verdict. */
    boolean isIdle(ClientId client);

    /** The newest command for the client's bot, older than {@code before}, whose verdict is or was to approve. */
    Optional<Command> lastApproved(ClientId client, CommandId before);

    /** The client's oldest command: the one that its number rests on. */
    Optional<Command> firstOf(ClientId client);

    /** Commands of any kind without a verdict whose deadline is before {@code now}, oldest deadline first. */
    List<Command> overdue(Instant now, int most);

    /** Every client that ever sent a command, by number. */
    List<ClientId> clients();

    /** The same clients with what their commands come to, all of one moment and in one question. */
    List<ClientSummary> summaries();

    /**
     * An earlier command of the same client with the same envelope or command key. Another client's copy is no twin:
     * it can't be opened, and whoever copies a waiting envelope must not be able to spoil the original.
     */
    Optional<CommandId> earlierTwin(Command command, Optional<io.botfleet.domain.order.CommandKey> key);

    /** How many bots run or are about to: clients whose newest approved or unsettled command for it is a start. */
    int activeBots();

    /** What there is to do; for metrics. */
    Backlog backlog();

    /**
     * Makes what acts in the cluster for this client due now, since something was seen there that may bring it on: the first
     * in its lane and what was begun, backtests too.
     */
    void wake(ClientId client);
}
