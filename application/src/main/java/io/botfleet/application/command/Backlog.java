package io.botfleet.application.command;

import io.botfleet.domain.command.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The commands that have not ended.
 *
 * @param stages how many there are in each stage; a stage without any is left out
 * @param nearestDeadline the first of their deadlines; empty where there is no command
 */
public record Backlog(Map<Stage, Long> stages, Optional<Instant> nearestDeadline) {
    public Backlog {
        stages = Map.copyOf(stages);
    }
}
