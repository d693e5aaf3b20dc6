package io.botfleet.adapters.rest.health;

import java.time.Instant;

/**
 * Something that a person has to look at although the platform works.
 *
 * @param kind a stable name for programs, in capitals
 * @param subject what it is about: a client, a command, a thread of the platform
 * @param since when this replica first saw it
 * @param message what is wrong and what to do, without anything secret
 */
public record Alarm(String kind, String subject, Instant since, String message) {}
