package io.botfleet.adapters.rest.bot;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** @param lines the last ones, oldest first; none where no pod is, or its container has not started */
@Serdeable
record BotLog(String clientId, List<String> lines) {}
