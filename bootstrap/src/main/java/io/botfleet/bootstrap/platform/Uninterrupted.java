package io.botfleet.bootstrap.platform;

import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.failure.Unavailable;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.client.ClientId;
import java.util.List;
import java.util.Map;

/**
 * Keeps nothing that was found by a thread that is being stopped: it did not wait for the bot's answer, so that the bot
 * seems silent.
 */
record Uninterrupted(BotHistory history) implements BotHistory {
    @Override
    public Told tell(BotChange found) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Unavailable("the look at " + found.client() + "'s bot was interrupted");
        }
        return history.tell(found);
    }

    @Override
    public List<BotChange> of(ClientId client, int most) {
        return history.of(client, most);
    }

    @Override
    public Map<BotState.Kind, Long> states() {
        return history.states();
    }
}
