package io.botfleet.adapters.rest.bot;

import io.micronaut.serde.annotation.Serdeable;

/** @param line as the bot printed it, with whatever characters */
@Serdeable
record LogLine(String line) {}
