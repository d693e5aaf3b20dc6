package io.botfleet.domain.bot;

import java.time.Instant;
import java.util.Optional;

/**
 * Freqtrade's {@code GET /api/v1/health}.
 *
 * @param lastProcess the end of the bot's last iteration, in whole seconds; it advances only while the bot iterates
 */
public record BotHealth(Optional<Instant> lastProcess, Optional<Instant> startedAt) {}
