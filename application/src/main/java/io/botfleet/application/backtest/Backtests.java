package io.botfleet.application.backtest;

import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Commands that were opened as backtests, and what came of them: an outcome is written once, and goes only with its command,
 * where a reorganisation gives the number to another one. Every method throws
 * {@link io.botfleet.application.failure.Unavailable} while the store can't be reached.
 */
public interface Backtests {
    /**
     * Keeps what came of a backtest. False, and nothing is changed, where it has an outcome already, or where the client has
     * no backtest of that number (any more).
     */
    boolean finish(Outcome outcome);

    Optional<Outcome> of(CommandId backtest);

    /**
     * An outcome without its report, which may have a megabyte.
     *
     * @param reason why it did not succeed
     */
    record Ended(Outcome.End end, Optional<String> reason, Instant at) {}

    /** How those of these ended that have an outcome. */
    Map<CommandId, Ended> ended(Set<CommandId> backtests);

    /** Those whose verdict is or was to approve and of which nothing has come yet, the oldest first. */
    List<Command> running(int most);

    /**
     * Newest first, whatever became of them.
     *
     * @param client only this one's; empty for all
     * @param before only older ones; empty for the newest
     */
    List<Command> list(Optional<ClientId> client, Optional<CommandId> before, int most);

    /**
     * How many of the client's that came before a command are under way, but {@code most} where there are more, for a quota: neither refused, nor undone in Git and the cluster, nor with an
     * outcome. One whose transaction left the chain is under way until that is for good.
     */
    int open(ClientId client, CommandId before, int most);

    /**
     * Which of these are over: backtests that have an outcome, or that were refused or undone, and whose values nobody asks for
     * any more.
     */
    Set<CommandId> over(Set<CommandId> commands);

    /**
     * Those that are over and of which something may be left in the cluster, the oldest first; also where they never had values
     * here: a store that is an older copy of itself has forgotten them.
     */
    List<CommandId> uncleared(int most);

    /** Nothing is left of it. */
    void cleared(CommandId backtest);

    /** Something may be left of these again: their values came back, as by somebody's hand or a push that came late. */
    void mayBeLeft(Set<CommandId> backtests);
}
