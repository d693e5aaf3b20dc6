package io.botfleet.testkit.memory;

import io.botfleet.application.backtest.Backtests;
import io.botfleet.application.bot.BotHistory;
import io.botfleet.application.command.Commands;
import io.botfleet.application.command.Inbox;
import io.botfleet.application.leadership.Leadership;
import io.botfleet.application.settlement.Settlements;
import io.botfleet.application.view.CommandViews;
import io.botfleet.testkit.contract.Stores;
import java.time.Duration;
import java.time.Instant;

record InMemoryStores(World world) implements Stores {
    @Override
    public Commands commands() {
        return new InMemoryCommands(world);
    }

    @Override
    public Inbox inbox() {
        return new InMemoryInbox(world);
    }

    @Override
    public Settlements settlements() {
        return new InMemorySettlements(world);
    }

    @Override
    public Leadership leadership() {
        return new InMemoryLeadership(world);
    }

    @Override
    public CommandViews views() {
        return new InMemoryCommandViews(world);
    }

    @Override
    public BotHistory history() {
        return new InMemoryBotHistory(world);
    }

    @Override
    public Backtests backtests() {
        return new InMemoryBacktests(world);
    }

    @Override
    public Instant now() {
        return world.clock().instant();
    }

    @Override
    public void letPass(Duration time) {
        world.clock().advance(time);
    }

    @Override
    public void hurry() {
        Database database = world.database();
        synchronized (database) {
            database.rows().forEach(row -> row.wake(now()));
        }
    }

    @Override
    public Stores reopened() {
        return new InMemoryStores(world);
    }

    @Override
    public Stores down() {
        World down = new World();
        down.stop(World.Part.DATABASE);
        return new InMemoryStores(down);
    }
}
