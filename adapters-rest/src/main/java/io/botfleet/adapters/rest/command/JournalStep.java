package io.botfleet.adapters.rest.command;

import io.botfleet.application.view.JournalEntry;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * One step in a command's life.
 *
 * @param sequence grows with every step of the whole platform; the id of the event that carries it
 */
@Serdeable
record JournalStep(String sequence, String commandId, Instant at, String stage, String text) {
    static JournalStep of(JournalEntry entry) {
        return new JournalStep(
                Long.toString(entry.sequence()),
                entry.command().toString(),
                entry.at(),
                entry.stage().name(),
                entry.text());
    }
}
