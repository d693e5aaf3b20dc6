package io.botfleet.adapters.rest.command;

import io.botfleet.application.view.Explanation;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** @param sentence where the command waits, on what, since when and until which deadline */
@Serdeable
record Explained(
        String commandId,
        String stage,
        String sentence,
        @Nullable String waitingOn,
        Instant since,
        Instant deadline) {
    static Explained of(Explanation explanation) {
        return new Explained(
                explanation.command().toString(),
                explanation.stage().map(Enum::name).orElse("SEEN"),
                explanation.sentence(),
                explanation.waitingOn().orElse(null),
                explanation.since(),
                explanation.deadline());
    }
}
