package io.botfleet.adapters.rest.command;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param next the path of the next page, with older commands; null on the last one */
@Serdeable
record CommandPage(List<CommandSummary> commands, @Nullable String next) {}
