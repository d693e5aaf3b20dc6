package io.botfleet.testkit.memory;

import io.botfleet.application.command.Provisioning;
import io.botfleet.application.workload.Bots;
import io.botfleet.domain.bot.Answer;
import io.botfleet.domain.bot.BotHealth;
import io.botfleet.domain.bot.OpenTrade;
import io.botfleet.domain.bot.Pod;
import io.botfleet.domain.bot.Profit;
import io.botfleet.domain.bot.RunningConfig;
import io.botfleet.domain.bot.WorkloadId;
import io.botfleet.domain.client.ClientId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

public final class InMemoryBots implements Bots {
    private final World world;

    public InMemoryBots(World world) {
        this.world = world;
    }

    @Override
    public Answer<RunningConfig> config(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().config(bot));
    }

    @Override
    public Answer<BotHealth> health(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().health(bot));
    }

    @Override
    public Answer<List<OpenTrade>> openTrades(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().openTrades(bot));
    }

    @Override
    public Answer<Profit> profit(WorkloadId bot, Login login) {
        return openTrades(bot, login).map(trades -> new Profit(BigDecimal.ZERO, BigDecimal.ZERO, trades.size(), 0, 0));
    }

    @Override
    public Answer<String> pause(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().pause(bot) ? Optional.of("paused") : Optional.empty());
    }

    @Override
    public Answer<String> resume(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().resume(bot) ? Optional.of("starting") : Optional.empty());
    }

    @Override
    public Answer<String> exitAll(WorkloadId bot, Login login) {
        return asked(bot, login, () -> world.cluster().exitAll(bot) ? Optional.of("closed") : Optional.empty());
    }

    /** Each bot has the login that was sealed for its command. */
    private <T> Answer<T> asked(WorkloadId bot, Login login, Supplier<Optional<T>> question) {
        boolean known = Optional.ofNullable(world.cluster().pods().get(bot))
                .flatMap(Pod::command)
                .filter(start -> Provisioning.login(new InMemoryTenantSecrets(), ClientId.parse(bot.name()), start)
                        .equals(login))
                .isPresent();
        if (world.isDown(World.Part.CLUSTER) || world.cluster().config(bot).isEmpty()) {
            return new Answer.Silent<>("connection refused");
        }
        return known
                ? question.get()
                        .<Answer<T>>map(Answer.Given::new)
                        .orElseGet(() -> new Answer.Silent<>("connection refused"))
                : new Answer.Refused<>(401, "Incorrect username or password");
    }
}
