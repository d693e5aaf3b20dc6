package io.botfleet.application.view;

import io.botfleet.domain.command.Stage;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;

/**
 * One step in a command's life.
 *
 * @param sequence grows with every entry of the whole platform
 * @param text what was found or done, for people
 */
public record JournalEntry(long sequence, CommandId command, Instant at, Stage stage, String text) {}
