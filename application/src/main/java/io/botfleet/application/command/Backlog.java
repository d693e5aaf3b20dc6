package io.botfleet.application.command;

import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.SettlementWindow;
import java.time.Instant;
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
 */
public record Backlog(
        Map<Stage, Long> stages,
        Optional<Instant> nearestDeadline,
        Set<SettlementWindow> undecided,
        Optional<Instant> oldestVerdict) {
    public Backlog {
        stages = Map.copyOf(stages);
        undecided = Set.copyOf(undecided);
    }
}
