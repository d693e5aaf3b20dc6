package io.botfleet.application.command;

import io.botfleet.application.leadership.Replica;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Lane;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every command since the gateway began. Objects given out are values: changing one changes nothing here until it is
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
     * Leases up to {@code most} commands in the given stages that are due, those with the nearest deadline first.
     *
     * @param lease how long no other claim gets them
     */
    List<Claim> claim(Replica replica, Set<Stage> stages, int most, Duration lease);

    /**
     * Stores the next version and ends the lease, writing one entry of the journal where the stage or what it waits on
     * changed.
     *
     * @param due from when on it may be claimed again
     */
    Saved save(Claim claim, Command next, Instant due);

    Optional<Command> find(CommandId id);

    /** The client's commands without a verdict. */
    Lane lane(ClientId client);

    /** The newest command of the client, older than {@code before}, whose verdict is or was to approve. */
    Optional<Command> lastApproved(ClientId client, CommandId before);

    /** The client's oldest command: the one that its number rests on. */
    Optional<Command> firstOf(ClientId client);

    /** Every client that ever sent a command, by number. */
    List<ClientId> clients();

    /**
     * An earlier command of the same client with the same envelope or command key. Another client's copy is no twin:
     * it can't be opened, and whoever copies a waiting envelope must not be able to spoil the original.
     */
    Optional<CommandId> earlierTwin(Command command, Optional<io.botfleet.domain.order.CommandKey> key);

    /** How many bots run or are about to: clients whose newest approved or unsettled command is a start. */
    int activeBots();

    /** What there is to do; for metrics. */
    Backlog backlog();

    /** Makes every command of the client due now, since something was seen that may bring them on. */
    void wake(ClientId client);
}
