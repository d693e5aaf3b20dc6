package io.botfleet.adapters.rest.backtest;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.domain.backtest.Outcome;
import io.botfleet.domain.command.Command;
import io.botfleet.domain.command.Stage;
import java.util.Optional;

/** How far a backtest is. */
enum BacktestState {
    /** Nothing has shown yet that it runs. */
    QUEUED,
    /** It was seen at work, and has not ended. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    LOST,
    /** It was not carried out, or is being undone: the command says why; a fee that was paid goes back. */
    REFUSED;

    static BacktestState of(Command command, Optional<Backtests.Ended> ended) {
        // One whose block was reorganised away is as far as it was.
        Stage stage =
                command.stage() == Stage.ORPHANED ? command.orphanedFrom().orElse(Stage.ORPHANED) : command.stage();
        return switch (stage) {
            case RECEIVED, QUEUED, PROVISIONED, COMMITTED, DEPLOYED, ORPHANED -> QUEUED;
            case UNDOING, RESTORING, REFUNDING, ROLLED_BACK, RECLAIMED, VANISHED -> REFUSED;
            case CONFIRMED, APPROVING, APPROVED ->
                ended.map(Backtests.Ended::end).map(BacktestState::of).orElse(RUNNING);
        };
    }

    private static BacktestState of(Outcome.End end) {
        return switch (end) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case TIMED_OUT -> TIMED_OUT;
            case LOST -> LOST;
        };
    }
}
