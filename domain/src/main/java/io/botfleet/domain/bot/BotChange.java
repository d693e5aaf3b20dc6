package io.botfleet.domain.bot;

import io.botfleet.domain.client.ClientId;
import io.botfleet.domain.submission.CommandId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a client's bot was found to be at one moment, as its history keeps it where it is another than before.
 *
 * @param command the command that it runs by, or that is about to start or has ended it; empty where none ever did
 * @param at when the look at it began, in whole milliseconds
 * @param state with a reason of at most {@link #LONGEST_REASON} characters: a bot says of itself what it likes
 */
public record BotChange(ClientId client, Optional<CommandId> command, Instant at, BotState state) {
    public static final int LONGEST_REASON = 1_000;

    public BotChange {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        state = state instanceof BotState.Degraded degraded
                ? new BotState.Degraded(degraded.cause(), kept(degraded.reason()))
                : state;
    }

    /**
     * Whether it is to be kept behind the newest that is kept: where state, cause or command differ, not where the words for
     * the same do. A look that began before that one says nothing any more, and a client that never had a bot has no history.
     */
    public boolean isNewsAfter(Optional<BotChange> newest) {
        return newest.map(before -> at.isAfter(before.at) && !isSameAs(before))
                .orElse(state.kind() != BotState.Kind.STOPPED);
    }

    private boolean isSameAs(BotChange other) {
        return command.equals(other.command) && state.kind() == other.state.kind() && cause().equals(other.cause());
    }

    private Optional<BotState.Cause> cause() {
        return state instanceof BotState.Degraded degraded ? Optional.of(degraded.cause()) : Optional.empty();
    }

    /** PostgreSQL's text can't hold U+0000, nor UTF-8 a half of a pair of surrogates. */
    private static String kept(String reason) {
        String clean = reason.replace('\0', '\ufffd');
        if (clean.length() <= LONGEST_REASON) {
            return clean;
        }
        int end = LONGEST_REASON - 1;
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
