package io.botfleet.application.command;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Stage;
import io.botfleet.domain.command.Stuck;
import io.botfleet.domain.submission.CommandId;
import io.botfleet.domain.submission.SettlementWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The commands that have not ended. Those whose fee has come to its end on chain, and those whose transaction left it, have
 * nothing to be in time for.
 *
 * @param stages how many there are in each stage; a stage without any is left out
 * @param nearestDeadline the first deadline of those that have to be in time; empty where there is none
 * @param undecided of those that may still be approved, the window of the oldest one; one of each length that there is,
 *     since the shortest may be over first
 * @param oldestVerdict since when the oldest verdict has been waiting to be seen on chain; empty where none does
 * @param stuck how many can't go on before somebody does something; what none is stuck by is left out
 * @param longestStuck those of them that have been so for longest, {@link #MOST_NAMED} at the most, the oldest first
 */
public record Backlog(
        Map<Stage, Long> stages,
        Optional<Instant> nearestDeadline,
        Set<SettlementWindow> undecided,
        Optional<Instant> oldestVerdict,
        Map<Stuck.By, Long> stuck,
        List<StuckCommand> longestStuck) {
    /** How many are told of by name, however many there are. */
    public static final int MOST_NAMED = 100;

    /** @param waitingOn what its last look found missing */
    public record StuckCommand(CommandId id, ClientId client, Stage stage, Stuck stuck, String waitingOn) {}

    public Backlog {
        stages = Map.copyOf(stages);
        undecided = Set.copyOf(undecided);
        stuck = Map.copyOf(stuck);
        longestStuck = List.copyOf(longestStuck);
    }
}
