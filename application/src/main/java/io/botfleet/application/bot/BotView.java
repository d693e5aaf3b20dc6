package io.botfleet.application.bot;

import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.bot.Observation;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.command.Command;
import java.util.Optional;

/**
 * A client's bot as it is now.
 *
 * @param command the command that it runs by, or that is about to start or has ended it; empty where none ever did
 */
public record BotView(
        ClientId client,
        BotState state,
        Optional<Command> command,
        Observation observation,
        Answer<RunningConfig> config,
        Answer<BotHealth> health) {}
