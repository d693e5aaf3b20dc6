package io.botfleet.application.backtest;

import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.submission.CommandId;
import java.util.List;
import java.util.Optional;

/**
 * Backtests beside their commands. Every method throws {@link io.botfleet.application.failure.Unavailable} while the store
 * can't be reached.
 */
public interface Backtests {
    /** Stores what came of a backtest; false, and nothing changed, where that is known already. */
    boolean finish(Outcome outcome);

    Optional<Outcome> of(CommandId command);

    /** Commands in approving or approved of whose backtests nothing is known yet, oldest first. */
    List<Command> running(int most);

    /** Backtests of one client or of all, newest first, whatever became of their commands. */
    List<Command> list(Optional<ClientId> client, Optional<CommandId> before, int most);

    /** How many of a client's backtests that came before a command are under way: neither refused nor undone nor over. */
    int open(ClientId client, CommandId before);

    /** Those that are over and of which something may be left in Git or the cluster, oldest first. */
    List<Outcome> uncleared(int most);

    /** Nothing is left of it. */
    void cleared(CommandId command);
}
