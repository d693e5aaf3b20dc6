package io.botfleet.testkit.memory;

import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

public final class InMemoryBots implements Bots {
    private final World world;

    public InMemoryBots(World world) {
        this.world = world;
    }

    @Override
    public Answer<RunningConfig> config(WorkloadId bot, Login login) {
        return answer(world.cluster().config(bot));
    }

    @Override
    public Answer<BotHealth> health(WorkloadId bot, Login login) {
        return answer(world.cluster().health(bot));
    }

    @Override
    public Answer<List<OpenTrade>> openTrades(WorkloadId bot, Login login) {
        return answer(world.cluster().openTrades(bot));
    }

    @Override
    public Answer<Profit> profit(WorkloadId bot, Login login) {
        return openTrades(bot, login).map(trades -> new Profit(BigDecimal.ZERO, BigDecimal.ZERO, trades.size(), 0, 0));
    }

    @Override
    public Answer<String> pause(WorkloadId bot, Login login) {
        return answer(world.cluster().pause(bot) ? Optional.of("paused") : Optional.empty());
    }

    @Override
    public Answer<String> resume(WorkloadId bot, Login login) {
        return answer(world.cluster().resume(bot) ? Optional.of("starting") : Optional.empty());
    }

    @Override
    public Answer<String> exitAll(WorkloadId bot, Login login) {
        return answer(world.cluster().exitAll(bot) ? Optional.of("closed") : Optional.empty());
    }

    private <T> Answer<T> answer(Optional<T> value) {
        return world.isDown(World.Part.CLUSTER) || value.isEmpty()
                ? new Answer.Silent<>("connection refused")
                : new Answer.Given<>(value.get());
    }
}
