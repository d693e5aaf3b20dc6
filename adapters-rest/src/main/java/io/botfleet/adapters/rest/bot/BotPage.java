package io.botfleet.adapters.rest.bot;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next the path of the next page; null on the last one */
@Serdeable
record BotPage(List<BotSummary> bots, @Nullable String next) {}
