package io.botfleet.application.bot;

import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.client.ClientId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of each client's bot, as far as somebody looked: {@link #MOST_KEPT} changes of each are kept, the oldest go
 * first. Every method throws {@link io.botfleet.application.failure.Unavailable} while the store can't be reached.
 */
public interface BotHistory {
    /** How many changes of one client are kept. */
    int MOST_KEPT = 200;

    /** What came of telling what was found. */
    sealed interface Told {
        /** It was news and is kept; {@code before} is what was the newest until then. */
        record News(BotChange now, Optional<BotChange> before) implements Told {}

        /** It was known, or somebody has looked since: nothing was written. */
        record Known() implements Told {}
    }

    /**
     * Keeps what was found where it is news behind the newest that is kept, as {@link BotChange#isNewsAfter} has it. Both are
     * one transaction: of several replicas that find the same, one has news.
     */
    Told tell(BotChange found);

    /** The client's changes, newest first. */
    List<BotChange> of(ClientId client, int most);

    /** How many bots were in each state when they were looked at last; a state that none is in is left out. */
    Map<BotState.Kind, Long> states();
}
