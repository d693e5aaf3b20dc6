package io.botfleet.domain.bot;

import java.util.OptionalInt;

/** How a client's bot is, in the words that clients see. */
public sealed interface BotState {
    /** A start is under way and has no verdict yet. */
    record Starting() implements BotState {}

    /** What runs is what the last approved command asked for, and it iterates. */
    record Running() implements BotState {}

    /**
     * It should run, and that can't be seen; this settles nothing.
     *
     * @param reason what is wrong or missing, for people
     */
    record Degraded(String reason) implements BotState {}

    /**
     * It opens no more positions and goes once it is flat.
     *
     * @param openTrades the positions it held when it was paused; empty where they were not counted yet
     */
    record Draining(OptionalInt openTrades) implements BotState {}

    /** No command asks for a bot, and none is there. */
    record Stopped() implements BotState {}
}
