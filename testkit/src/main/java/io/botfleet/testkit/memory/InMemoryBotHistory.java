package io.botfleet.testkit.memory;

import io.botfleet.application.bot.BotHistory;
import io.botfleet.domain.bot.BotChange;
import io.botfleet.domain.bot.BotState;
import io.botfleet.domain.client.ClientId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public final class InMemoryBotHistory implements BotHistory {
    private final World world;

    public InMemoryBotHistory(World world) {
        this.world = world;
    }

    @Override
    public Told tell(BotChange found) {
        Database database = database();
        synchronized (database) {
            List<BotChange> kept = database.bots.getOrDefault(found.client(), List.of());
            Optional<BotChange> newest = kept.stream().findFirst();
            if (!found.isNewsAfter(newest)) {
                return new Told.Known();
            }
            database.bots.put(
                    found.client(),
                    Stream.concat(Stream.of(found), kept.stream())
                            .limit(MOST_KEPT)
                            .toList());
            return new Told.News(found, newest);
        }
    }

    @Override
    public List<BotChange> of(ClientId client, int most) {
        Database database = database();
        synchronized (database) {
            return database.bots.getOrDefault(client, List.of()).stream()
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public Map<BotState.Kind, Long> states() {
        Database database = database();
        synchronized (database) {
            return database.bots.values().stream()
                    .map(List::getFirst)
                    .collect(Collectors.groupingBy(newest -> newest.state().kind(), Collectors.counting()));
        }
    }

    private Database database() {
        world.require(World.Part.DATABASE);
        return world.database();
    }
}
